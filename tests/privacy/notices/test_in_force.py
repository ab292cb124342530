"""A new notice changes what is permitted; what people consented to before rests on the notice that they saw."""

from __future__ import annotations

import pytest

from crmsocial.core.errors import Conflict, InvalidInput
from privacy import gate, notices
from privacy.notices.initial_notice import DISCLOSURES
from tests.privacy.factories import act, of, persona, visible

pytestmark = pytest.mark.django_db
RESEARCH = {"category": "persona", "purpose": "prospect_research", "basis": "consent"}


def publish(version: str, disclosures: list[dict]) -> None:
    notice = notices.draft(version=version, title="Notice", body="…", disclosures=disclosures, actor=None)
    notices.publish(notice=notice, actor=None)
    with pytest.raises(Conflict):
        notices.publish(notice=notice, actor=None)


def test_what_is_no_longer_told_is_no_longer_done_without_consent() -> None:
    public, consented = persona("mastodon", discoverable=True), persona("x", basis="consent", kind="form")
    act(of(consented))
    publish("2", [row for row in DISCLOSURES if row["basis"] == "consent"])
    assert not visible(public) and visible(consented)


def test_a_new_use_needs_a_consent_given_under_the_new_notice() -> None:
    row = persona("x", basis="consent", kind="form")
    act(of(row))
    publish("2", [*DISCLOSURES, RESEARCH])
    assert gate.check(purpose="prospect_research", persona_id=row.pk).code == "not_in_notice"
    act(of(row))
    assert visible(row, "prospect_research")


def test_a_draft_says_which_disclosure_is_wrong() -> None:
    with pytest.raises(InvalidInput, match="Disclosure 2: “fun” is no known purpose"):
        notices.draft(
            version="2", title="", body="", disclosures=[RESEARCH, {**RESEARCH, "purpose": "fun"}], actor=None
        )
