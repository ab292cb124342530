"""Merging and unmerging."""

from __future__ import annotations

import pytest

from crmsocial.constituents.ids import resolve_id
from crmsocial.constituents.models import Alias, Constituent
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.identity import services
from crmsocial.identity.models import Decision, Link, Membership
from privacy import gate
from tests.factories.identity import constituent, persona

pytestmark = pytest.mark.django_db


def edges() -> tuple[object, ...]:
    """All that anybody above can tell two states of the world apart by."""
    with gate.purpose("upkeep", reason="tests"):
        links = Link.objects.exclude(state="ended").order_by("persona_id")
        return (
            list(
                Membership.objects.filter(ended_at=None)
                .order_by("identity_id")
                .values_list("identity_id", "constituent_id")
            ),
            list(links.values_list("persona_id", "constituent_id", "method", "decision_id", "state", "valid_from")),
            list(Constituent.objects.order_by("pk").values_list("pk", "state")),
            list(Alias.objects.order_by("former_id").values_list("former_id", "constituent_id")),
        )


def link(one: object, to: object) -> Decision:
    return services.decide(
        persona_id=one.pk, constituent_id=to, verdict="same", reason="evidence_agrees", method="steward", actor=None
    )  # type: ignore[attr-defined]


def merge(into: object, *others: object) -> Decision:
    return services.merge(into=into, others=others, actor=None, reason="duplicate")  # type: ignore[arg-type]


def test_merge_moves_everything_and_deletes_nothing() -> None:
    kept, away, one = constituent(), constituent(), persona()
    link(one, away)
    records, links_before = Membership.objects.count(), 1
    merge(kept, away)
    memberships, links, states, aliases = edges()
    assert {row[1] for row in memberships} == {kept}
    assert [row[:2] for row in links] == [(one.pk, kept)]
    assert (away, "merged") in states
    assert aliases == [(away, kept)]
    assert resolve_id(away) == kept
    assert Membership.objects.count() == records + 1
    with gate.purpose("upkeep", reason="tests"):
        assert Link.objects.count() == links_before + 1


def test_unmerge_restores_exactly() -> None:
    first, second, third, one = constituent(), constituent(), constituent(), persona()
    link(one, third)
    merge(second, third)
    before = edges()
    decision = merge(first, second)
    assert resolve_id(third) == first
    assert Alias.objects.get(former_id=third).constituent_id == first
    services.unmerge(decision=decision, actor=None)
    assert edges() == before
    assert resolve_id(third) == second


def test_what_was_decided_of_the_part_goes_with_it_and_of_the_whole_stays() -> None:
    kept, away, of_part, of_whole = constituent(), constituent(), persona(), persona()
    approval = link(of_part, away)
    decision = merge(kept, away)
    link(of_whole, away)  # the former id still means the whole
    services.unmerge(decision=decision, actor=None)
    assert {row[0]: row[1] for row in edges()[1]} == {of_part.pk: away, of_whole.pk: kept}
    services.reverse(decision=approval, actor=None, reason="mistake")
    assert [row[0] for row in edges()[1]] == [of_whole.pk]


def test_an_approval_undone_after_a_merge_does_not_return_with_the_unmerge() -> None:
    kept, away, one = constituent(), constituent(), persona()
    approval = link(one, away)
    decision = merge(kept, away)
    services.reverse(decision=approval, actor=None, reason="mistake")
    services.reverse(decision=decision, actor=None, reason="mistake")
    assert edges()[1] == []


def test_the_outer_merge_is_undone_first() -> None:
    first, second, third = constituent(), constituent(), constituent()
    inner = merge(second, third)
    outer = merge(first, second)
    with pytest.raises(Conflict):
        services.unmerge(decision=inner, actor=None)
    services.unmerge(decision=outer, actor=None)
    services.unmerge(decision=inner, actor=None)
    assert {row[1] for row in edges()[0]} == {first, second, third}


def test_contradictions_stop_a_merge() -> None:
    kept, away, one = constituent(), constituent(), persona()
    link(one, kept)
    services.decide(
        persona_id=one.pk, constituent_id=away, verdict="not_same", reason="x", method="steward", actor=None
    )
    before = edges()
    with pytest.raises(Conflict, match="account linked"):
        merge(kept, away)
    assert edges() == before


def test_merging_with_itself_says_so() -> None:
    one = constituent()
    with pytest.raises(InvalidInput):
        merge(one, one)
    with pytest.raises(InvalidInput):
        services.unmerge(decision=link(persona(), one), actor=None)
