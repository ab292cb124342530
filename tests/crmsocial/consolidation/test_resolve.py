"""Which claim wins is a pure function of the claims and the rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsocial.consolidation.attributes import attribute_of
from crmsocial.consolidation.explain import rule_sentence
from crmsocial.consolidation.resolve import Fact, resolve
from crmsocial.consolidation.rules import DEFAULT_RULES, Rule

ORIGINS = ["self", "staff", "crm", "ticketing", "email_list", "bought", "unheard_of", "persona:x", "persona:mastodon"]
START = datetime(2026, 1, 1, tzinfo=UTC)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    attribute = draw(st.sampled_from(["name", "email", "city", "handle:x"]))
    value = draw(st.sampled_from(["Ana Ortega", "A. Ortega", "ana ortega", "Boston"]))
    origin = draw(st.sampled_from(ORIGINS))
    ident = UUID(int=draw(st.integers(0, 3)))
    social = origin.startswith("persona")
    return Fact(
        attribute,
        value,
        attribute_of(attribute).key(value),
        origin,
        START + timedelta(days=draw(st.integers(0, 3))),
        draw(st.integers(1, 2)),
        None if social else ident,
        None if social else ident,
        ident if social else None,
    )


@st.composite
def rule_sets(draw: st.DrawFn) -> dict[str, Rule]:
    def rule(attribute: str) -> Rule:
        order = draw(st.lists(st.sampled_from(ORIGINS), unique=True))
        return Rule(attribute, draw(st.integers(1, 3)), tuple(order), draw(st.booleans()))

    return {attribute: rule(attribute) for attribute in ("name", "email", "handle")}


@given(st.lists(facts(), max_size=12), rule_sets(), st.randoms())
def test_the_order_of_arrival_and_repeats_do_not_matter(claims, rules, random):
    shuffled = [*claims, *claims[:3]]
    random.shuffle(shuffled)
    assert resolve(shuffled, rules) == resolve(claims, rules)


@given(st.lists(facts(), max_size=12), rule_sets())
def test_resolving_a_result_changes_nothing(claims, rules):
    once = resolve(claims, rules)
    assert resolve([claim.fact for claim in once], rules) == once


@given(st.lists(facts(), min_size=1, max_size=12), rule_sets(), st.data())
def test_withdrawing_claims_keeps_the_order_of_the_others(claims, rules, data):
    gone = set(data.draw(st.lists(st.sampled_from(claims))))
    before = [claim.fact for claim in resolve(claims, rules) if claim.fact not in gone]
    assert [claim.fact for claim in resolve([fact for fact in claims if fact not in gone], rules)] == before


@given(st.lists(facts(), min_size=1, max_size=12), rule_sets())
def test_every_attribute_has_one_first_and_every_value_kept_is_shown_once(claims, rules):
    ranked = resolve(claims, rules)
    for attribute in {fact.attribute for fact in claims}:
        mine = [claim for claim in ranked if claim.fact.attribute == attribute]
        assert [claim.rank for claim in mine] == list(range(1, len(mine) + 1))
        assert mine[0].wins
        shown = [claim.fact.value_key for claim in mine if claim.wins]
        assert len(shown) == len(set(shown))
        several = rules.get(attribute.partition(":")[0], Rule(attribute, 1, ())).keeps_several
        assert set(shown) == {claim.fact.value_key for claim in mine} if several else len(shown) == 1


@given(st.lists(facts(), min_size=1, max_size=12), rule_sets())
def test_bought_never_outranks_what_the_person_gave(claims, rules):
    for attribute in {fact.attribute for fact in claims}:
        order = [claim.fact.origin for claim in resolve(claims, rules) if claim.fact.attribute == attribute]
        if "bought" in order and "self" in order:
            assert order.index("bought") > max(place for place, origin in enumerate(order) if origin == "self")


@given(st.lists(facts(), min_size=1, max_size=12))
def test_by_default_an_account_never_replaces_a_record(claims):
    for attribute in {fact.attribute for fact in claims}:
        social = [
            claim.fact.persona_id is not None
            for claim in resolve(claims, DEFAULT_RULES)
            if claim.fact.attribute == attribute
        ]
        assert social == sorted(social)


def fact(origin: str, value: str, *, days: int = 0, attribute: str = "city") -> Fact:
    return Fact(
        attribute, value, value.casefold(), origin, START + timedelta(days=days), 1, UUID(int=days), UUID(int=days)
    )


def test_a_rule_may_let_an_account_win():
    rules = {"city": Rule("city", 2, ("persona:x", "crm"))}
    first = resolve([fact("crm", "Boston"), fact("persona:x", "Lyon")], rules)[0]
    assert (first.fact.value, first.rule) == ("Lyon", "city/2/origin")


@pytest.mark.parametrize(
    ("claims", "rules"),
    [
        ([fact("crm", "Boston")], ["city/1/only"]),
        ([fact("crm", "Boston"), fact("ticketing", "Lyon")], ["city/1/origin", "city/1/origin"]),
        ([fact("crm", "Boston"), fact("crm", "Lyon", days=1)], ["city/1/newer", "city/1/newer"]),
        ([fact("crm", "Boston"), fact("crm", "Lyon")], ["city/1/tie", "city/1/tie"]),
    ],
)
def test_the_deciding_step_is_named(claims, rules):
    ranked = resolve(claims, DEFAULT_RULES)
    assert [claim.rule for claim in ranked] == rules
    assert all(rule_sentence(claim.rule, first=claim.rank == 1) for claim in ranked)


def test_bought_before_self_given_in_a_rule_is_named_as_capped():
    rules = {"city": Rule("city", 1, ("bought", "self"))}
    ranked = resolve([fact("bought", "Lyon"), fact("self", "Boston")], rules)
    assert [(claim.fact.value, claim.rule) for claim in ranked] == [
        ("Boston", "city/1/bought"),
        ("Lyon", "city/1/bought"),
    ]
