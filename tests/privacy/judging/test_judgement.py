"""The order of reasons: the person's no, the platform's rule, the notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from privacy.consent.fold import Act
from privacy.judging.judgement import Circumstances, judge, judge_constituent
from privacy.judging.verdicts import Outcome
from privacy.models import Purpose
from privacy.notices.initial_notice import DISCLOSURES
from privacy.platform_rules import Facts, Modes

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NOTICE = uuid4()
AROUND = Circumstances(now=NOW, notices={NOTICE: tuple(DISCLOSURES)}, in_force=tuple(DISCLOSURES))
MASTODON = Facts("mastodon", "public", "network", (("discoverable", True),))
X = Facts("x", "consent", "form")


def act(state: str, **values: object) -> Act:
    plain = Act("account", state, "", "", "persona", datetime(2026, 5, 1, tzinfo=UTC), NOW, notice_id=NOTICE)
    return replace(plain, **values)  # type: ignore[arg-type]


def code(facts: Facts, purpose: str, *acts: Act, around: Circumstances = AROUND) -> str:
    return judge(facts, purpose, acts, around).code


def test_a_no_beats_a_rule_that_would_allow() -> None:
    assert code(MASTODON, "identity_matching") == "discoverable"
    assert code(MASTODON, "identity_matching", act("ConsentWithdrawn")) == "withdrawn"
    assert code(MASTODON, "profile_view", act("Objected")) == "objected"


def test_an_expired_consent_is_no_refusal() -> None:
    assert code(MASTODON, "identity_matching", act("ConsentGiven", expires_at=NOW)) == "discoverable"
    assert code(X, "identity_matching", act("ConsentGiven", expires_at=NOW)) == "consent_expired"


def test_consent_that_nobody_recorded_is_unknown() -> None:
    verdict = judge(X, "identity_matching", [], AROUND)
    assert (verdict.outcome, verdict.code) == (Outcome.UNKNOWN, "consent_not_recorded")


@pytest.mark.parametrize("purpose", ["contact", "segmentation", "export"])
def test_other_purposes_need_consent(purpose: str) -> None:
    assert code(MASTODON, purpose) == "consent_needed"
    assert code(MASTODON, purpose, act("ConsentGiven")) == "consent_given"


def test_a_source_that_states_consent_says_nothing_of_other_purposes() -> None:
    given = [act("ConsentGiven", purpose=name) for name in ("identity_matching", "profile_view")]
    for purpose in ("contact", "segmentation", "export"):
        verdict = judge(X, purpose, given, AROUND)
        assert (verdict.outcome, verdict.code) == (Outcome.DENY, "consent_needed")
        assert code(X, purpose) == "consent_needed"
    assert code(X, "contact", act("ConsentGiven", purpose="contact", expires_at=NOW)) == "consent_expired"


def test_a_consent_for_one_purpose_opens_no_other() -> None:
    given = act("ConsentGiven", purpose="identity_matching")
    assert code(X, "identity_matching", given) == "consent_given"
    assert code(X, "profile_view", given) == "consent_not_recorded"


def test_a_use_outside_the_notice_that_the_person_saw_is_denied() -> None:
    assert code(X, "prospect_research", act("ConsentGiven")) == "not_in_notice"
    later = Circumstances(now=NOW, notices={NOTICE: ()}, in_force=tuple(DISCLOSURES))
    assert code(X, "identity_matching", act("ConsentGiven"), around=later) == "not_in_notice"
    assert code(MASTODON, "identity_matching", around=later) == "discoverable"
    assert code(X, "identity_matching", act("ConsentGiven", notice_id=None)) == "notice_unknown"
    assert code(MASTODON, "identity_matching", around=Circumstances(now=NOW)) == "not_in_notice"


def test_an_unknown_platform_and_a_refused_category_are_denied() -> None:
    assert code(Facts("other", "public", "form"), "identity_matching", act("ConsentGiven")) == "platform_unknown"
    facebook = Facts("facebook", "consent", "form")
    friends = judge(
        facebook, "profile_view", [act("ConsentGiven", category="social_graph")], AROUND, category="social_graph"
    )
    assert not friends.allowed


def test_looking_for_people_limits_matching_to_pairs_and_shows_nothing() -> None:
    around = replace(AROUND, modes={"x": Modes(looked_for=True)})
    public = Facts("x", "public", "public_list")
    verdict = judge(public, "identity_matching", [], around)
    assert verdict.pair_limited and verdict.code == "opt_in_pairs"
    assert judge(public, "profile_view", [], around).code == "x_opt_in_required"


def test_constituents_are_looked_for_where_they_agreed() -> None:
    given = act("ConsentGiven", platform="x", purpose="identity_matching")
    assert judge_constituent("identity_matching", "x", [given], AROUND).code == "looked_for"
    assert judge_constituent("identity_matching", "facebook", [given], AROUND).outcome is Outcome.UNKNOWN
    assert (
        judge_constituent("identity_matching", "x", [given, act("Objected", platform="x")], AROUND).code == "objected"
    )


def test_every_reason_is_a_sentence() -> None:
    for purpose in Purpose.values:
        for acts in ([], [act("ConsentGiven")], [act("Objected")]):
            assert judge(X, purpose, acts, AROUND).reason.endswith(".")
