"""The erasure journal lies outside the database, so what a test erased must be forgotten there by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from privacy.erasure import guard


@pytest.fixture(autouse=True)
def no_journal_from_another_test() -> Iterator[None]:
    """Remove the journal that the test wrote, if it wrote one."""
    yield
    journal = Path(settings.ERASURE_JOURNAL)
    if journal.exists():
        journal.unlink()
    guard.forget()
