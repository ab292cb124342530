"""What changes while a slice is being read is not handed out with it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from uuid import UUID

import pytest

from crmsocial.core.models import User
from privacy import ledger
from privacy.consent.subjects import Subject
from privacy.erasure import services as erasures
from privacy.exports import columns, download
from privacy.exports.columns import Column
from tests.factories.core import user_with

from .test_download import made, rows_of, someone

pytestmark = pytest.mark.django_db

ENDS: dict[str, Callable[[UUID], object]] = {
    "withdrawal": lambda who: ledger.withdraw(subject=Subject(constituent_id=who), actor=None, method="staff_call"),
    "erasure": lambda who: erasures.start(scope="person", origin="staff", actor=None, constituent_ids=[who]),
}


@pytest.fixture
def fundraiser() -> User:
    return user_with("fundraiser")


@pytest.mark.parametrize("end", ENDS)
def test_who_says_no_between_the_question_and_the_reading_is_left_out(
    end: str, fundraiser: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = someone("Ana Ortega"), someone("Ben Park")
    name = columns.column("name")
    assert name is not None
    read = name.read

    def slowly(ids: Collection[UUID]) -> dict[UUID, str]:
        found = dict(read(ids))
        ENDS[end](ben)
        return found

    monkeypatch.setattr(download, "column", lambda code: Column("name", name.label, slowly))
    rows = rows_of(download.stream(made([ana, ben], fundraiser, columns=["name"]).pk, actor=fundraiser))
    assert [row[0] for row in rows] == ["id", str(ana), "#"]
    assert "Ben" not in str(rows) and "1 were left out:" in " ".join(rows[-1])
