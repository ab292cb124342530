"""Each platform's rule as a table: facts and standing in, verdict out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from crmsocial.constituents.models import Basis, SourceKind
from crmsocial.personas.models import Platform
from privacy.consent.fold import Kind, Standing
from privacy.judging.reasons import SENTENCES
from privacy.judging.verdicts import Outcome
from privacy.platform_rules import LOOK_FOR_PLATFORMS, RULES, Facts, Modes
from privacy.platform_rules.base import STALE_AFTER_DAYS

GIVEN = Standing(Kind.GIVEN, "consent_given", until=datetime(2027, 1, 1, tzinfo=UTC))
NONE = Standing()
ON = Modes(on=frozenset({"reasonable_expectation"}))
LOOKED = Modes(looked_for=True)
OFF = Modes()
ALLOW, DENY, UNKNOWN = Outcome.ALLOW, Outcome.DENY, Outcome.UNKNOWN


def facts(platform: str, basis: str = "public", kind: str = "public_list", **signals: Any) -> Facts:
    return Facts(platform, basis, kind, tuple(sorted(signals.items())))


CASES = [
    (facts("x"), NONE, OFF, DENY, "x_opt_in_required"),
    (facts("x"), GIVEN, OFF, ALLOW, "consent_given"),
    (facts("x"), NONE, ON, ALLOW, "reasonable_expectation"),
    (facts("x", "consent"), NONE, ON, DENY, "x_opt_in_required"),
    (facts("x"), NONE, LOOKED, ALLOW, "opt_in_pairs"),
    (facts("x", kind="third_party"), NONE, ON, DENY, "x_third_party_data"),
    (facts("x", kind="third_party"), NONE, LOOKED, DENY, "x_third_party_data"),
    (facts("facebook"), NONE, ON, DENY, "meta_opt_in_required"),
    (facts("instagram", "legitimate_interest"), NONE, OFF, DENY, "meta_opt_in_required"),
    (facts("instagram"), GIVEN, OFF, ALLOW, "consent_given"),
    (facts("facebook"), NONE, LOOKED, ALLOW, "opt_in_pairs"),
    (facts("facebook", kind="third_party"), NONE, LOOKED, DENY, "third_party_data"),
    (facts("linkedin"), NONE, LOOKED, DENY, "linkedin_not_permitted"),
    (facts("linkedin", kind="network"), GIVEN, OFF, DENY, "linkedin_not_permitted"),
    (facts("linkedin", kind="form"), GIVEN, OFF, ALLOW, "consent_given"),
    (facts("linkedin", kind="form"), NONE, OFF, DENY, "linkedin_not_permitted"),
    (facts("youtube"), NONE, OFF, ALLOW, "published_channel"),
    (facts("youtube", kind="network"), NONE, OFF, DENY, "youtube_authorization_required"),
    (facts("youtube", "legitimate_interest"), NONE, OFF, DENY, "basis_not_accepted"),
    (facts("youtube", kind="third_party"), GIVEN, OFF, DENY, "third_party_data"),
    (facts("mastodon"), NONE, OFF, DENY, "mastodon_not_discoverable"),
    (facts("mastodon", discoverable=False), NONE, OFF, DENY, "mastodon_not_discoverable"),
    (facts("mastodon", discoverable=True), NONE, OFF, ALLOW, "discoverable"),
    (facts("mastodon", discoverable=True, bot=True), NONE, OFF, DENY, "mastodon_hidden"),
    (facts("mastodon", discoverable=True, noindex=True), GIVEN, OFF, ALLOW, "consent_given"),
    (facts("mastodon", suspended=True), GIVEN, OFF, DENY, "mastodon_hidden"),
    (facts("bluesky"), NONE, OFF, UNKNOWN, "bluesky_activity_unknown"),
    (facts("bluesky", active=True), NONE, OFF, ALLOW, "active_account"),
    (facts("bluesky", active=True, id_known=False), NONE, OFF, UNKNOWN, "bluesky_did_unknown"),
    (facts("bluesky", active=True, id_known=False), GIVEN, OFF, ALLOW, "consent_given"),
    (facts("bluesky", active=False), GIVEN, OFF, DENY, "bluesky_inactive"),
    (facts("bluesky", active=True, labels=("!hide",)), NONE, OFF, DENY, "bluesky_label"),
]


@pytest.mark.parametrize(("account", "state", "modes", "outcome", "code"), CASES)
def test_table(account: Facts, state: Standing, modes: Modes, outcome: Outcome, code: str) -> None:
    verdict = RULES[account.platform].match_rule(account, state, modes)
    assert (verdict.outcome, verdict.code) == (outcome, code)
    assert verdict.pair_limited == (code == "opt_in_pairs")


@pytest.mark.parametrize("platform", sorted(set(Platform.values) - {"other"}))
def test_every_platform_has_a_rule_with_its_source(platform: str) -> None:
    rule = RULES[platform]
    assert rule.source and rule.quotes and rule.in_words and rule.platform == platform


def test_bought_data_is_matched_nowhere_without_consent() -> None:
    for platform, rule in RULES.items():
        for basis in Basis.values:
            account = facts(platform, basis, SourceKind.THIRD_PARTY, active=True, discoverable=True)
            everything = Modes(on=frozenset(mode.code for mode in rule.modes), looked_for=True)
            assert not rule.match_rule(account, NONE, everything).allowed, platform


@pytest.mark.parametrize("platform", sorted(RULES))
def test_the_bases_that_a_rule_names_are_those_that_it_accepts(platform: str) -> None:
    rule = RULES[platform]
    modes = Modes(on=frozenset(mode.code for mode in rule.modes))
    willing = {"active": True, "discoverable": True, "id_known": True}
    accepted = {
        basis for basis in Basis.values if rule.match_rule(facts(platform, basis, **willing), NONE, modes).allowed
    }
    assert accepted == rule.bases


def test_whatever_is_refused_is_refused_by_code_or_by_category() -> None:
    refused = {name: set(rule.refuses_categories) for name, rule in RULES.items() if rule.refuses_categories}
    assert refused == {
        "facebook": {"social_graph"},
        "instagram": {"social_graph"},
        "youtube": {"social_graph"},
        "linkedin": {"social_graph", "interest_graph", "content"},
    }


def test_the_end_of_a_consent_is_the_end_of_the_verdict() -> None:
    for platform in ("x", "facebook", "mastodon", "bluesky"):
        assert RULES[platform].match_rule(facts(platform), GIVEN, OFF).until == GIVEN.until


def test_interface_data_of_youtube_is_kept_thirty_days() -> None:
    verdict = RULES["youtube"].match_rule(facts("youtube", "consent", "network"), GIVEN, OFF)
    assert verdict.keep_days == 30 and verdict.until == GIVEN.until


def test_a_rule_grows_stale() -> None:
    rule = replace(RULES["x"], read_on=date(2026, 1, 1))
    assert not rule.is_stale(rule.read_on + timedelta(days=STALE_AFTER_DAYS))
    assert rule.is_stale(rule.read_on + timedelta(days=STALE_AFTER_DAYS + 1))


def test_only_x_and_meta_are_looked_for() -> None:
    assert set(LOOK_FOR_PLATFORMS) == {"x", "facebook", "instagram"}


def test_every_code_that_a_rule_gives_has_a_sentence() -> None:
    assert {case[4] for case in CASES} <= set(SENTENCES)
