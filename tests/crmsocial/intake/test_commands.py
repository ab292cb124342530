from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crmsocial.constituents.models import SourceIdentity
from crmsocial.intake.models import Batch

from .files import ACCOUNTS, PEOPLE, changed, write

pytestmark = pytest.mark.django_db


def run(command: str, path: Path, **options: Any) -> dict[str, Any]:
    """Run the command; returns its last line, which is JSON."""
    out = io.StringIO()
    call_command(command, str(path), stdout=out, **{"source": "donors", "basis": "contract", **options})
    result: dict[str, Any] = json.loads(out.getvalue().splitlines()[-1])
    return result


def test_the_last_line_says_what_happened(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", changed(PEOPLE, 2, "email", "none"))
    told = run("import_constituents", path, kind="donor_database")
    assert told | {"seconds": 0, "rows_per_second": 0} == {
        "batch": str(Batch.objects.get().pk), "state": "loaded", "source": "donors", "basis": "contract",
        "dry_run": False, "read": 3, "added": 3, "changed": 0, "unchanged": 0, "joined": 0, "bad_rows": 0,
        "bad_cells": 1, "suppressed": 0, "unknown_columns": ["shoe_size"],
        "error_file": str(tmp_path / "people.csv.errors.csv"),
        "seconds": 0, "rows_per_second": 0,
    }  # fmt: skip
    assert (tmp_path / "people.csv.errors.csv").read_text(encoding="utf-8").count("\n") == 2


def test_personas_and_dry_run(tmp_path: Path) -> None:
    told = run("import_personas", write(tmp_path / "accounts.csv", ACCOUNTS), basis="public", dry_run=True)
    assert (told["batch"], told["dry_run"], told["added"], told["error_file"]) == (None, True, 2, None)
    assert Batch.objects.count() == 0
    assert list(tmp_path.iterdir()) == [tmp_path / "accounts.csv"]


@pytest.mark.parametrize(
    ("options", "message"),
    [({"basis": ""}, "State the lawful basis"), ({"basis": "x"}, "consent, contract, legitimate_interest, public"),
     ({"source": ""}, "Say which source"), ({"map": "nowhere"}, "no map nowhere")],
)  # fmt: skip
def test_refusals_are_one_clear_line(options: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=message) as refusal:
        run("import_constituents", write(tmp_path / "people.csv", PEOPLE), **options)
    assert "\n" not in str(refusal.value)
    assert SourceIdentity.objects.count() == 0


def test_a_file_of_bad_rows_fails_after_telling_them(tmp_path: Path) -> None:
    errors = tmp_path / "told.csv"
    with pytest.raises(CommandError, match="None of the 1 rows"):
        run("import_constituents", write(tmp_path / "people.csv", [PEOPLE[0], ["c1"]]), errors=errors)
    assert "1 cells, the header 6" in errors.read_text(encoding="utf-8")


def test_a_map_by_file(tmp_path: Path) -> None:
    own = tmp_path / "map.json"
    own.write_text(json.dumps({"shoe_size": None}))
    assert run("import_constituents", write(tmp_path / "people.csv", PEOPLE), map=str(own))["unknown_columns"] == []


def test_an_error_file_that_cannot_be_written_is_said_first(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        run("import_constituents", write(tmp_path / "people.csv", PEOPLE), errors=tmp_path / "no" / "errors.csv")
    assert SourceIdentity.objects.count() == 0
