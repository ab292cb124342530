"""Contactability: one verdict for each channel, with its reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from privacy.consent.subjects import Subject
from privacy.reaching import contact
from tests.privacy.factories import act, constituent

pytestmark = pytest.mark.django_db


def said(who: UUID, state: str, **values: Any) -> None:
    act(Subject(constituent_id=who), state, **{"category": "contact", "purpose": "contact", **values})


def codes(who: UUID) -> dict[str, str]:
    return {channel: verdict.code for channel, verdict in contact.verdicts(who).items()}


def test_silence_permits_nothing() -> None:
    found = contact.verdicts(constituent())
    assert set(found) == set(contact.CHANNELS) and not any(verdict.allowed for verdict in found.values())


def test_consent_and_objection_by_channel() -> None:
    who = constituent()
    said(who, "ConsentGiven", scopes=["email", "phone"])
    said(who, "Objected", scopes=["phone"])
    assert codes(who) == {
        "email": "consent_given",
        "phone": "objected",
        "post": "no_act",
        "social": "contact_channel_needs_consent",
    }
    assert contact.verdict(who, "email").allowed


def test_a_no_to_everything_ends_contact() -> None:
    who = constituent()
    said(who, "ConsentGiven")
    assert all(verdict.allowed for verdict in contact.verdicts(who).values())
    act(Subject(constituent_id=who), "ConsentWithdrawn", platform="x")
    assert all(verdict.allowed for verdict in contact.verdicts(who).values())
    act(Subject(constituent_id=who), "ConsentWithdrawn")
    assert set(codes(who).values()) == {"withdrawn"}
