"""The export of candidates asks anew for each slice."""

from __future__ import annotations

import pytest

from matching import exporting
from matching.exporting import rows_of
from privacy import ledger
from privacy.consent.subjects import Subject
from tests.factories.review import candidate

pytestmark = pytest.mark.django_db


def handles(rows: list[tuple]) -> list[str]:
    return [row[3] for row in rows]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_slices_give_every_row_once(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "SLICE", size)
    first = candidate(rank=1)
    others = [candidate(of=first.persona, rank=2), candidate(), candidate()]
    rows = list(rows_of())
    assert sorted(handles(rows)) == sorted(one.persona.handle for one in (first, *others))
    assert [row[6] for row in rows if row[3] == first.persona.handle] == [1, 2]


def test_a_withdrawal_while_it_is_written_is_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "SLICE", 1)
    first, second = sorted((candidate(), candidate()), key=lambda one: one.persona_id)
    running = rows_of()
    begun = [next(running)]
    subject = Subject.account(second.platform, f"id:{second.persona.account_id}")
    ledger.withdraw(subject=subject, actor=None, method="portal")
    assert handles([*begun, *running]) == [first.persona.handle]
