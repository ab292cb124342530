from __future__ import annotations

from itertools import product

import pytest

from crmsocial.constituents.models import Source
from crmsocial.core.errors import Conflict
from crmsocial.intake import endings
from crmsocial.intake.models import Batch, BatchState
from crmsocial.intake.states import may_move

PERMITTED = {
    ("received", "loading"), ("received", "cancelled"), ("received", "failed"),
    ("loading", "loaded"), ("loading", "failed"), ("loading", "cancelled"), ("failed", "loading"),
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(product(BatchState.values, repeat=2)))
def test_moves(before: str, after: str) -> None:
    source = Source.objects.create(name="donors", label="Donors")
    batch = Batch.objects.create(
        source=source, entity="personas", basis="public", file_name="a.csv", file_hash="0" * 64, state=before
    )
    assert may_move(before, after) == ((before, after) in PERMITTED)
    if may_move(before, after):
        endings.move(batch, BatchState(after))
        assert batch.state == after
    else:
        with pytest.raises(Conflict):
            endings.move(batch, BatchState(after))
