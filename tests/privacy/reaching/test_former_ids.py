"""An id that was merged away asks about the person of today."""

from __future__ import annotations

import pytest

from crmsocial.identity.services import merge
from privacy import gate, projection
from privacy.consent.subjects import Subject
from privacy.facts import people
from privacy.reaching import contact
from tests.factories import identity
from tests.factories.core import user_with
from tests.privacy.factories import act

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("end", ["objection", "restriction"])
def test_a_no_said_under_the_id_of_today_is_heard_under_a_former_one(end: str) -> None:
    today, former = (
        identity.constituent({"full_name": name, "email": f"{name}@example.org"}) for name in ("ana", "anna")
    )
    act(Subject(constituent_id=former), purpose="contact", category="contact")
    act(Subject(constituent_id=former), purpose="identity_matching")
    assert contact.verdict(former, "email").allowed
    merge(into=today, others=[former], actor=user_with("steward"), reason="known_personally")
    if end == "objection":
        act(Subject(constituent_id=today), "Objected")
        act(Subject(constituent_id=today), "Objected", purpose="contact", category="contact")
    else:
        people.restrict(constituent_id=today, actor=None)
    for asked in (today, former):
        assert not contact.verdict(asked, "email").allowed
        assert not projection.verdict_of_constituent(asked, "identity_matching", "x").allowed
        assert not gate.check(purpose="identity_matching", constituent_id=asked, platform="x").allowed
