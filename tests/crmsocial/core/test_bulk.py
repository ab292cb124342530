"""Many rows and few rows end alike."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from crmsocial.core.database.bulk import FEW, insert_rows
from privacy.models import LookFor

pytestmark = pytest.mark.django_db

COLUMNS = ("constituent_id", "platform", "until")


def rows(count: int) -> list[tuple[UUID, str, None]]:
    return [(uuid4(), "x'; -- ü", None) for _ in range(count)]


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, 3 * FEW])
def test_every_row_is_written_as_given(count: int) -> None:
    given = rows(count)
    assert insert_rows(table="privacy_lookfor", columns=COLUMNS, rows=iter(given)) == count
    assert set(LookFor.objects.values_list(*COLUMNS)) == set(given)


@pytest.mark.parametrize("count", [2, 2 * FEW])
def test_rows_in_conflict_are_left_out(count: int) -> None:
    given = rows(count)
    insert_rows(table="privacy_lookfor", columns=COLUMNS, rows=given[:1])
    conflict = "(constituent_id, platform) DO NOTHING"
    assert insert_rows(table="privacy_lookfor", columns=COLUMNS, rows=given, conflict=conflict) == count - 1
