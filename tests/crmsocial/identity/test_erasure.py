"""Edges of somebody who is erased, and decisions whose identities are gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmsocial.constituents.ids import resolve_id
from crmsocial.core.errors import NotFound
from crmsocial.identity import services
from crmsocial.identity.erasure import collect
from crmsocial.identity.models import Decision, DecisionPayload, Link, Membership
from crmsocial.identity.selectors import cannot_link, last_decisions
from privacy.gate import purpose
from privacy.models import Account
from tests.factories import identity as people
from tests.privacy.erasure.people import Known, erase, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Known, Known]:
    return town(tmp_path)


def test_what_belongs_to_a_person_is_what_is_theirs_now(pair: tuple[Known, Known]) -> None:
    ana, ben = pair
    with purpose("erasure", reason="test"):
        assert collect([ana.constituent_id]) == collect([ana.constituent_id, people.constituent()][:1])
        assert collect([ana.constituent_id]).identity_ids == (ana.identity_id,)
        assert collect([ana.constituent_id]).persona_ids == (ana.persona_id,)
    services.merge(into=ana.constituent_id, others=[ben.constituent_id], actor=None, reason="duplicate")
    with purpose("erasure", reason="test"):
        assert set(collect([ana.constituent_id]).identity_ids) == {ana.identity_id, ben.identity_id}
        assert set(collect([ana.constituent_id]).persona_ids) == {ana.persona_id, ben.persona_id}
        assert collect([ben.constituent_id]).identity_ids == ()


def test_decisions_stay_without_words_and_nothing_follows_from_them(pair: tuple[Known, Known]) -> None:
    ana, ben = pair
    merge = services.merge(into=ana.constituent_id, others=[ben.constituent_id], actor=None, reason="duplicate")
    same = Decision.objects.get(persona_id=ana.persona_id)
    erase(ana)
    with purpose("erasure", reason="test"):
        assert not DecisionPayload.objects.exists() and not Link.objects.exists()
    assert not Membership.objects.exists()
    assert not Account.objects.filter(persona_id__in=[ana.persona_id, ben.persona_id]).exists()
    assert {one.pk for one in Decision.objects.all()} >= {merge.pk, same.pk}
    assert resolve_id(ana.constituent_id) is resolve_id(ben.constituent_id) is None
    assert cannot_link([ana.persona_id]) == set()
    assert last_decisions([(ana.persona_id, ana.constituent_id)]) == {}


def test_acts_on_the_erased_are_refused_and_break_nothing(pair: tuple[Known, Known]) -> None:
    ana, ben = pair
    merge = services.merge(into=ana.constituent_id, others=[ben.constituent_id], actor=None, reason="duplicate")
    same = Decision.objects.get(persona_id=ana.persona_id)
    stranger = people.constituent()
    erase(ana)
    for decision in (merge, same):
        with pytest.raises(NotFound):
            services.reverse(decision=decision, actor=None, reason="mistake")
    for constituent_id in (ana.constituent_id, ben.constituent_id):
        with pytest.raises(NotFound):
            services.merge(into=constituent_id, others=[constituent_id], actor=None, reason="duplicate")
        with pytest.raises(NotFound), purpose("identity_matching", reason="test"):
            services.decide(
                persona_id=ana.persona_id, constituent_id=stranger, verdict="same", reason="x", method="steward",
                actor=None,
            )  # fmt: skip
    assert services.adopt() == 0


def test_a_taken_back_merge_lets_one_go_and_the_other_stay(pair: tuple[Known, Known]) -> None:
    ana, ben = pair
    merge = services.merge(into=ana.constituent_id, others=[ben.constituent_id], actor=None, reason="duplicate")
    services.unmerge(decision=merge, actor=None)
    erase(ben)
    assert resolve_id(ana.constituent_id) == ana.constituent_id
    assert resolve_id(ben.constituent_id) is None
    with purpose("erasure", reason="test"):
        assert collect([ana.constituent_id]).identity_ids == (ana.identity_id,)
        assert Link.objects.get(state="active").persona_id == ana.persona_id
