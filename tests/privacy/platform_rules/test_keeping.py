"""Time limits of platforms, as their rule files state them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from privacy.consent.fold import Standing
from privacy.platform_rules import RULES, Facts, Keep, Modes, Since
from tests.privacy.platform_rules.test_rules import GIVEN

KEEPS = [(rule, keep) for rule in RULES.values() for keep in rule.keeps]


def test_every_platform_says_how_long_what_is_kept() -> None:
    assert [rule.platform for rule in RULES.values() if not rule.keeps] == []
    codes = {(rule.platform, keep.code) for rule, keep in KEEPS}
    assert len(codes) == len(KEEPS)


@pytest.mark.parametrize(("rule", "keep"), KEEPS, ids=lambda one: getattr(one, "code", ""))
def test_every_limit_names_its_section_and_quotes_it_or_says_that_it_is_ours(rule: object, keep: Keep) -> None:
    assert keep.section
    assert keep.quote or keep.our_choice
    assert (keep.since is Since.SIGNAL) == bool(keep.signals)


@pytest.mark.parametrize(
    ("platform", "code", "since", "within"),
    [
        ("youtube", "youtube_interface", Since.REFRESHED, timedelta(days=30)),
        ("youtube", "youtube_revoked", Since.WITHDRAWN, timedelta(days=7)),
        ("linkedin", "linkedin_token", Since.TOKEN, timedelta(0)),
        ("linkedin", "linkedin_interface", Since.REFRESHED, timedelta(hours=24)),
        ("x", "x_gone", Since.SIGNAL, timedelta(hours=24)),
        ("bluesky", "bluesky_gone", Since.SIGNAL, timedelta(hours=24)),
        ("facebook", "meta_request", Since.REQUEST, timedelta(0)),
        ("instagram", "meta_request", Since.REQUEST, timedelta(0)),
    ],
)
def test_the_limits_are_those_of_the_terms(platform: str, code: str, since: Since, within: timedelta) -> None:
    keep = next(one for one in RULES[platform].keeps if one.code == code)
    assert (keep.since, keep.within) == (since, within)


@pytest.mark.parametrize(
    ("platform", "signals", "gone"),
    [
        ("x", {"protected": True}, True),
        ("x", {"protected": False}, False),
        ("x", {"account_status": "withheld"}, True),
        ("x", {"account_status": "edited"}, False),
        ("x", {"account_status": ["withheld"]}, False),
        ("x", {}, False),
        ("bluesky", {"account_status": "takendown"}, True),
        ("bluesky", {"account_status": "deactivated"}, False),
        ("bluesky", {"account_status": "suspended"}, False),
        ("mastodon", {"suspended": True}, True),
        ("mastodon", {"memorial": True}, False),
    ],
)
def test_which_signals_say_that_an_account_is_gone(platform: str, signals: dict[str, object], gone: bool) -> None:
    assert RULES[platform].is_gone(signals) is gone


@pytest.mark.parametrize(
    ("platform", "signals", "code"),
    [
        ("x", {"account_status": "suspended"}, "x_gone"),
        ("bluesky", {"active": True, "account_status": "deactivated"}, "bluesky_inactive"),
        ("bluesky", {"active": True, "account_status": "deleted"}, "bluesky_inactive"),
        ("mastodon", {"discoverable": True, "account_status": "deleted"}, "mastodon_hidden"),
    ],
)
def test_what_is_gone_is_hidden_whatever_was_consented_to(platform: str, signals: dict[str, object], code: str) -> None:
    facts = Facts(platform, "consent", "form", tuple(sorted(signals.items())))
    assert RULES[platform].match_rule(facts, GIVEN, Modes()).code == code


def test_friends_lists_are_refused_where_the_terms_say_so() -> None:
    assert {name for name, rule in RULES.items() if "social_graph" in rule.refuses_categories} == {
        "facebook",
        "instagram",
        "linkedin",
        "youtube",
    }
    assert isinstance(GIVEN, Standing)
