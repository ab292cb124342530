from __future__ import annotations

from pathlib import Path

import pytest

from privacy.models import ErasureState, StepState

from .people import erase, town

pytestmark = pytest.mark.django_db


def test_every_store_is_emptied_and_proven(tmp_path: Path) -> None:
    ana, ben = town(tmp_path)
    erasure = erase(ana)
    steps = {step.store: step for step in erasure.steps.all()}
    assert {name: step.blocked_by for name, step in steps.items() if step.state != StepState.DONE} == {}
    assert erasure.state == ErasureState.COMPLETE, erasure.blocked_by
    print({name: (step.found, step.erased) for name, step in steps.items()})
