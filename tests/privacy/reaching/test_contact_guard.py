"""Nothing is sent that the person does not permit at the moment of sending."""

from __future__ import annotations

import pytest

from crmsocial.core.errors import NotPermitted
from privacy.consent.subjects import Subject
from privacy.reaching import contact_guard
from tests.privacy.factories import act, constituent

pytestmark = pytest.mark.django_db


def test_only_allow_passes_and_the_refusal_says_why() -> None:
    who = constituent()
    with pytest.raises(NotPermitted) as silent:
        contact_guard.require(who, "email")
    assert silent.value.code == "no_act" and silent.value.message
    act(Subject(constituent_id=who), purpose="contact", category="contact", scopes=["email"])
    contact_guard.require(who, "email")
    act(Subject(constituent_id=who), "ConsentWithdrawn", purpose="contact", category="contact", scopes=["email"])
    with pytest.raises(NotPermitted) as withdrawn:
        contact_guard.require(who, "email")
    assert withdrawn.value.code == "withdrawn" and withdrawn.value.context == {"channel": "email"}
    with pytest.raises(KeyError):
        contact_guard.require(who, "pigeon")
