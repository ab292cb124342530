"""Do and undo: whatever was decided and merged, taking it back in turn restores every state but the history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmsocial.constituents.models import Alias, Constituent
from crmsocial.core.errors import DomainError
from crmsocial.core.models import AuditEntry
from crmsocial.identity import selectors, services
from crmsocial.identity.models import Decision, Link, Membership
from privacy import gate
from privacy.models import Account
from tests.factories.identity import constituent, persona

ACTS = st.lists(
    st.tuples(st.sampled_from(["same", "not_same", "unsure", "merge"]), st.integers(0, 2), st.integers(0, 2)),
    min_size=2,
    max_size=7,
)


def world(personas: list[UUID]) -> tuple[Any, ...]:
    """Everything that anybody above can tell two states apart by."""
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
            list(Account.objects.order_by("pk").values_list("pk", "constituent_id")),
            selectors.cannot_link(personas),
        )


def act(kind: str, left: UUID, right: UUID, one: UUID) -> Decision:
    if kind == "merge":
        return services.merge(into=left, others=[right], actor=None, reason="duplicate")
    return services.decide(
        persona_id=one, constituent_id=left, verdict=kind, reason="evidence_agrees", method="steward", actor=None
    )


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_undo_in_turn_restores_every_state(acts: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        people = [constituent() for _ in range(3)]
        personas = [persona().pk for _ in range(3)]
        standing: list[tuple[Any, Decision]] = []
        for kind, i, j in acts:
            before = world(personas)
            try:
                with transaction.atomic():
                    made = act(kind, people[i], people[j], personas[j])
            except DomainError:
                assert world(personas) == before
                continue
            standing.append((before, made))
        history = (Decision.objects.count(), AuditEntry.objects.count())
        for before, made in reversed(standing):
            services.reverse(decision=made, actor=None, reason="mistake")
            assert world(personas) == before
        assert Decision.objects.count() == history[0] + len(standing)
        assert AuditEntry.objects.count() >= history[1] + len(standing)
        transaction.set_rollback(True)
