"""Acts by the dozen: the same outcome as one by one, and everything above hears of it once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from crmsocial.constituents.models import Constituent
from crmsocial.core.errors import Conflict
from crmsocial.identity import services
from crmsocial.identity.models import Link, Membership
from crmsocial.identity.signals import edges_changed
from privacy import gate
from privacy.models import Account
from tests.factories.identity import constituent, persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[tuple[set, set]]]:
    rows: list[tuple[set, set]] = []

    def listen(sender: object, constituent_ids: set, persona_ids: set, **_: object) -> None:
        rows.append((constituent_ids, persona_ids))

    edges_changed.connect(listen)
    yield rows
    edges_changed.disconnect(listen)


def same(one: Any, to: Any) -> None:
    services.decide(persona_id=one.pk, constituent_id=to, verdict="same", reason="rule", method="automatic", actor=None)


def test_decisions_taken_together_are_followed_once(heard: list[tuple[set, set]]) -> None:
    pairs = [(persona(), constituent()) for _ in range(3)]
    heard.clear()
    with services.together():
        for one, person in pairs:
            same(one, person)
        assert heard == []
    assert heard == [({person for _, person in pairs}, {one.pk for one, _ in pairs})]
    holders = dict(Account.objects.values_list("pk", "constituent_id"))
    assert all(holders[one.pk] == person for one, person in pairs)


def test_one_that_fails_takes_none_with_it(heard: list[tuple[set, set]]) -> None:
    one, first, second = persona(), constituent(), constituent()
    with services.together():
        same(one, first)
        with pytest.raises(Conflict):
            same(one, second)
    with gate.purpose("upkeep", reason="tests"):
        assert [link.constituent_id for link in Link.objects.exclude(state="ended")] == [first]


def test_an_error_leaves_nothing_half_done(heard: list[tuple[set, set]]) -> None:
    one, person = persona(), constituent()
    heard.clear()
    with pytest.raises(RuntimeError), services.together():
        same(one, person)
        raise RuntimeError
    assert heard == []
    with gate.purpose("upkeep", reason="tests"):
        assert not Link.objects.exists()
    same(one, person)
    assert heard[-1] == ({person}, {one.pk})


def test_groups_are_merged_and_followed_once(heard: list[tuple[set, set]]) -> None:
    groups = [[constituent(), constituent()], [constituent(), constituent(), constituent()]]
    heard.clear()
    decisions = services.merge_many(groups=groups, actor=None, reason="duplicate_records")
    assert len(decisions) == 2
    assert len(heard) == 1
    active = set(Membership.objects.filter(ended_at=None).values_list("constituent_id", flat=True))
    assert active == {group[0] for group in groups}
    assert Constituent.objects.filter(state="merged").count() == 3


def test_a_group_that_is_kept_apart_stays_as_it_is() -> None:
    one, first, second, third, fourth = persona(), constituent(), constituent(), constituent(), constituent()
    services.decide(
        persona_id=one.pk, constituent_id=first, verdict="not_same", reason="rule", method="steward", actor=None
    )
    same(one, second)
    merged = services.merge_many(groups=[[first, second], [third, fourth]], actor=None, reason="duplicate_records")
    assert [decision.constituent_id for decision in merged] == [third]
    assert Constituent.objects.get(pk=second).state == "active"
