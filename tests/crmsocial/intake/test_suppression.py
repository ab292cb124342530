from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from crmsocial.constituents.models import SourceIdentity
from crmsocial.intake import suppression
from crmsocial.intake.models import BatchState
from crmsocial.intake.suppression import Facts
from crmsocial.personas.models import Persona
from privacy.gate import purpose

from .files import ACCOUNTS, PEOPLE, load, write

pytestmark = pytest.mark.django_db


def keyed(text: str) -> bytes:
    return hmac.digest(b"key of this test", text.encode(), hashlib.sha256)


@pytest.fixture
def erased() -> Iterator[set[bytes]]:
    """Keyed hashes of what erased people were known by, checked as the erasure service would."""
    hashes: set[bytes] = set()

    def check(rows: Sequence[Facts]) -> set[int]:
        known = [
            [*row.emails, f"{row.source_id}:{row.external_id}", f"{row.platform}:{row.handle_key}"] for row in rows
        ]
        return {position for position, words in enumerate(known) if any(keyed(word) in hashes for word in words)}

    suppression.register("test", check)
    yield hashes
    suppression.unregister("test")


def test_an_erased_person_does_not_come_back(erased: set[bytes], tmp_path: Path) -> None:
    erased.add(keyed("ana@example.org"))
    errors = tmp_path / "errors.csv"
    batch = load(write(tmp_path / "people.csv", PEOPLE), errors_to=errors)
    assert (batch.rows_added, batch.rows_suppressed, batch.rows_bad) == (2, 1, 0)
    assert not SourceIdentity.objects.filter(external_id="c1").exists()
    told = errors.read_text(encoding="utf-8")
    assert "asked to be erased" in told
    assert "Ana" not in told and "ana@" not in told and "c1" not in told


def test_nor_does_an_erased_account(erased: set[bytes], tmp_path: Path) -> None:
    erased.add(keyed("x:anaolsen"))
    load(write(tmp_path / "accounts.csv", ACCOUNTS), "personas", basis="public")
    with purpose("intake", reason="test"):
        assert list(Persona.objects.values_list("handle_key", flat=True)) == ["ben"]


def test_a_file_of_erased_people_alone_is_loaded_with_nothing(erased: set[bytes], tmp_path: Path) -> None:
    erased.add(keyed("ana@example.org"))
    batch = load(write(tmp_path / "people.csv", PEOPLE[:2]))
    assert (batch.state, batch.rows_added, batch.rows_suppressed) == (BatchState.LOADED, 0, 1)
