"""Clusters: no order, no cannot-link inside, no chains, and every refusal counted."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from matching.engine.clusters import CHAIN, LIMIT, cluster
from matching.engine.contradictions import Contradictions
from matching.engine.model import Model
from matching.engine.records import Record

IDS = tuple("abcdefg")
PAIRS = st.dictionaries(
    st.sampled_from(list(combinations(IDS, 2))), st.floats(0.01, 1.0).map(lambda p: round(p, 3)), max_size=21
)
BARRED = st.sets(st.sampled_from(list(combinations(IDS, 2))), max_size=6)


@given(PAIRS, BARRED, st.randoms(use_true_random=False))
def test_neither_the_order_of_records_nor_of_pairs_matters(pairs, barred, random) -> None:  # type: ignore[no-untyped-def]
    def veto(one: str, other: str) -> str:
        return "account" if (min(one, other), max(one, other)) in barred else ""

    listed = [(a, b, p) for (a, b), p in pairs.items()]
    turned = [(b, a, p) if random.random() < 0.5 else (a, b, p) for a, b, p in listed]
    random.shuffle(turned)
    ids = list(IDS)
    random.shuffle(ids)
    one, other = cluster(IDS, listed, veto=veto), cluster(ids, turned, veto=veto)
    assert one.of == other.of
    assert one.refused == other.refused


@given(PAIRS, BARRED)
def test_what_must_not_be_one_never_is(pairs, barred) -> None:  # type: ignore[no-untyped-def]
    def veto(one: str, other: str) -> str:
        return "account" if (min(one, other), max(one, other)) in barred else ""

    found = cluster(IDS, [(a, b, p) for (a, b), p in pairs.items()], veto=veto)
    assert all(found.of[a] != found.of[b] for a, b in barred)
    assert set(found.of) == set(IDS)


@given(PAIRS)
def test_every_pair_above_the_limit_is_joined_or_counted(pairs) -> None:  # type: ignore[no-untyped-def]
    found = cluster(IDS, [(a, b, p) for (a, b), p in pairs.items()])
    apart = sum(p >= LIMIT and found.of[a] != found.of[b] for (a, b), p in pairs.items())
    assert sum(found.refused.values()) == apart


def test_a_chain_with_weak_ends_is_cut() -> None:
    found = cluster("abcd", [("a", "b", 0.5), ("b", "c", 0.95), ("c", "d", 0.5)])
    assert found.of["b"] == found.of["c"]
    assert len(set(found.of.values())) > 1
    assert found.refused[CHAIN] >= 1


def test_no_long_chain_grows_link_by_link() -> None:
    ids = [f"r{n:02d}" for n in range(40)]
    found = cluster(ids, [(a, b, 0.97) for a, b in pairwise(ids)])
    assert max(found.sizes()) <= 4


def test_three_doubles_of_which_two_never_met_are_one() -> None:
    assert set(cluster("abc", [("a", "b", 0.99), ("b", "c", 0.9)]).of.values()) == {"a"}


def test_two_accounts_of_one_platform_contradict_whatever_their_spelling_does_not() -> None:
    records = [
        Record(id="a", full_name="Ida Moen", platform="Twitter", username="idamoen"),
        Record(id="b", full_name="Ida Moen", platform="twitter", username="@IdaMoen"),
        Record(id="c", full_name="Ida Moen", platform="twitter", username="moen_ida"),
        Record(id="d", full_name="Ida Moen", platform="facebook", username="moen.ida"),
    ]
    veto = Contradictions(records, Model.default())
    assert [veto("a", i) for i in "bcd"] == ["", "account", ""]


def test_birth_dates_contradict_where_the_file_keeps_them_well_only() -> None:
    records = [Record(id="a", birth_date="1970-05-31"), Record(id="b", birth_date="1984-11-02")]
    slip = Record(id="c", birth_date="1970-05-30")
    model = Model.default()
    assert Contradictions([*records, slip], model)("a", "b") == "birth_date"
    assert Contradictions([*records, slip], model)("a", "c") == ""
    agree = {**model.agree, "birth": {**model.agree["birth"], "differs": 0.4}}
    from dataclasses import replace

    assert Contradictions(records, replace(model, agree=agree))("a", "b") == ""
