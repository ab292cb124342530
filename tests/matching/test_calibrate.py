"""Which decisions count as an audit of automatic appends."""

from __future__ import annotations

from uuid import uuid4

import pytest

from crmsocial.identity.models import Decision
from matching.runs import calibrate

pytestmark = pytest.mark.django_db


def decided(
    verdict: str = "same", rule: str = "not_calibrated", method: str = "steward", reverses: Decision | None = None
) -> Decision:
    return Decision.objects.create(
        left_identities=[uuid4()],
        constituent_id=uuid4(),
        persona_id=uuid4(),
        verdict=verdict,
        reason="rule",
        method=method,
        probability=0.97,
        policy_rule=rule,
        reverses=reverses,
    )


def test_only_pairs_that_their_probability_alone_held_back_count() -> None:
    for rule in ("not_calibrated", "below_append_threshold", "above_append_threshold"):
        decided(rule=rule)
    decided("not_same", rule="steward_only")
    decided("not_same", rule="runner_up_close")
    decided("unsure")
    decided(method="automatic")
    found = calibrate()
    assert (found.audited, found.errors) == (3, 0)


def test_an_error_counts_and_one_taken_back_does_not() -> None:
    decided()
    wrong = decided("not_same")
    assert (calibrate().audited, calibrate().errors) == (2, 1)
    decided(reverses=wrong)
    assert (calibrate().audited, calibrate().errors) == (1, 0)
