"""What happens at once: the database decides, and the loser is told."""

from __future__ import annotations

from functools import partial

import pytest

from crmsocial.core.errors import Conflict
from crmsocial.identity import services
from crmsocial.identity.models import Decision, Link
from privacy import gate
from tests.factories.core import user_with
from tests.factories.identity import constituent, persona
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_approvals_of_one_persona_one_wins_and_the_other_learns_who_and_when() -> None:
    one, first, second = persona(), constituent(), constituent()
    ana, ben = user_with("steward"), user_with("steward")
    approve = partial(services.decide, persona_id=one.pk, verdict="same", reason="evidence_agrees", method="steward")
    results = at_once(
        [partial(approve, constituent_id=first, actor=ana), partial(approve, constituent_id=second, actor=ben)]
    )
    [won] = [result for result in results if isinstance(result, Decision)]
    [lost] = [result for result in results if isinstance(result, Exception)]
    assert isinstance(lost, Conflict)
    assert str(won.actor) in lost.message
    assert lost.context["decision_id"] == str(won.pk)
    assert Decision.objects.count() == 1
    with gate.purpose("upkeep", reason="tests"):
        assert Link.objects.get().constituent_id == won.constituent_id


def test_a_decision_is_taken_back_once() -> None:
    decision = services.decide(
        persona_id=persona().pk, constituent_id=constituent(), verdict="same", reason="x", method="steward", actor=None
    )
    undo = partial(services.reverse, decision=decision, actor=None, reason="mistake")
    results = at_once([undo, undo, undo])
    assert [type(result) for result in results].count(Conflict) == 2
    assert Decision.objects.filter(reverses=decision).count() == 1


def test_a_link_and_a_merge_at_once_end_at_the_merged_constituent() -> None:
    one, kept, away = persona(), constituent(), constituent()
    decide = partial(services.decide, persona_id=one.pk, verdict="same", reason="x", method="steward", actor=None)
    merge = partial(services.merge, into=kept, others=[away], actor=None, reason="duplicate")
    results = at_once([partial(decide, constituent_id=away), merge])
    assert not [result for result in results if isinstance(result, Exception)]
    with gate.purpose("upkeep", reason="tests"):
        assert Link.objects.exclude(state="ended").get().constituent_id == kept
