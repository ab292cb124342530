from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from crmsocial.constituents.models import Source, SourceIdentity, SourceRecord
from crmsocial.core.errors import InvalidInput
from crmsocial.core.models import AuditEntry, Job
from crmsocial.identity.models import Membership
from crmsocial.intake.formats import FileRefused
from crmsocial.intake.models import Batch, BatchError, BatchState, StagedRow
from crmsocial.intake.pipeline import merging, staging
from privacy.gate import purpose

from .files import PEOPLE, changed, load, write

pytestmark = pytest.mark.django_db


def counts(batch: Batch) -> tuple[int, int, int, int]:
    return batch.rows_added, batch.rows_changed, batch.rows_unchanged, batch.rows_bad


def test_rows_become_records_of_people_who_each_stand_for_themselves(tmp_path: Path) -> None:
    batch = load(write(tmp_path / "people.csv", PEOPLE))
    assert (batch.state, counts(batch)) == (BatchState.LOADED, (3, 0, 0, 0))
    record = SourceRecord.objects.get(identity__external_id="c1")
    assert record.values == {
        "given_name": "Ana", "family_name": "Olsen", "birth_date": "1970-05-31", "email": "ana@example.org",
        "shoe_size": "38",
    }  # fmt: skip
    assert (record.version, record.basis, record.batch_id) == (1, "legitimate_interest", batch.pk)
    assert record.identity.current_record == record
    assert Membership.objects.filter(ended_at__isnull=True).values("constituent").distinct().count() == 3
    assert Job.objects.filter(kind="consolidation.refresh_batch", args__batch_id=str(batch.pk)).exists()
    assert AuditEntry.objects.filter(verb="batch.loaded", object_id=str(batch.pk)).exists()


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", PEOPLE)
    load(path)
    before = list(SourceRecord.objects.order_by("pk").values_list("pk", "version"))
    again = load(path)
    assert counts(again) == (0, 0, 3, 0)
    assert "3 unchanged" in again.message
    assert list(SourceRecord.objects.order_by("pk").values_list("pk", "version")) == before


def test_a_changed_row_is_a_new_version(tmp_path: Path) -> None:
    load(write(tmp_path / "people.csv", PEOPLE))
    batch = load(write(tmp_path / "people.csv", changed(PEOPLE, 2, "email", "ana.olsen@example.org")))
    assert counts(batch) == (0, 1, 2, 0)
    identity = SourceIdentity.objects.get(external_id="c1")
    assert identity.current_record is not None
    assert (identity.current_record.version, identity.current_record.values["email"]) == (2, "ana.olsen@example.org")
    assert identity.records.count() == 2
    assert Membership.objects.filter(identity=identity).count() == 1


def test_another_basis_is_another_version(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", PEOPLE)
    load(path)
    assert counts(load(path, basis="contract")) == (0, 3, 0, 0)


def test_going_back_is_a_third_version(tmp_path: Path) -> None:
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    write(first, PEOPLE), write(second, changed(PEOPLE, 2, "given_name", "Anna"))
    for path in (first, second, first):
        load(path)
    identity = SourceIdentity.objects.get(external_id="c1")
    assert list(identity.records.order_by("version").values_list("values__given_name", flat=True)) == [
        "Ana",
        "Anna",
        "Ana",
    ]
    assert identity.current_record and identity.current_record.version == 3


def test_one_id_in_two_sources_is_two_identities(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", PEOPLE)
    load(path)
    load(path, source_name="tickets", source_kind="ticketing")
    assert SourceIdentity.objects.filter(external_id="c1").count() == 2


def test_bad_cells_are_left_out_and_bad_rows_are_told_while_the_good_go_in(tmp_path: Path) -> None:
    rows = changed(PEOPLE, 2, "email", "no address")
    rows = changed(rows, 3, "constituent_id", "")
    rows += [["c4", "Dora"], ["c1", "Twice", "Olsen", "", "", ""], ["c5", "", "", "", "nobody", ""]]
    errors = tmp_path / "errors.csv"
    batch = load(write(tmp_path / "people.csv", rows), errors_to=errors)
    assert counts(batch) == (2, 0, 0, 4)
    assert batch.cells_bad == 2
    assert "email" not in SourceRecord.objects.get(identity__external_id="c1").values
    assert SourceRecord.objects.get(identity__external_id="c1").values["given_name"] == "Ana"
    assert errors.read_text(encoding="utf-8").splitlines() == [
        "line,column,value,reason,left_out",
        "2,email,no address,This is not an e-mail address.,cell",
        "3,constituent_id,,The cell is empty; a row needs it.,row",
        '5,,"c4,Dora","The row has 2 cells, the header 6.",row',
        "6,constituent_id,c1,The same id already stands on line 2; that row was used.,row",
        "7,email,nobody,This is not an e-mail address.,cell",
        "7,,c5,The row holds nothing but its id.,row",
    ]
    assert BatchError.objects.filter(batch=batch).count() == 6


def test_formulas_are_inert_in_the_error_file(tmp_path: Path) -> None:
    errors = tmp_path / "errors.csv"
    load(write(tmp_path / "people.csv", changed(PEOPLE, 2, "email", "=HYPERLINK(1)")), errors_to=errors)
    assert "2,email,'=HYPERLINK(1)," in errors.read_text(encoding="utf-8")


def test_a_file_without_one_good_row_fails_and_leaves_nothing(tmp_path: Path) -> None:
    batch = load(write(tmp_path / "people.csv", [PEOPLE[0], ["", "A", "B", "", "", ""], ["x"]]))
    assert (batch.state, counts(batch)) == (BatchState.FAILED, (0, 0, 0, 2))
    assert "None of the 2 rows" in batch.message
    assert SourceIdentity.objects.count() == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"basis": ""}, "State the lawful basis.*consent, contract, legitimate_interest, public"),
        ({"basis": "because"}, "“because” is no lawful basis.*consent, contract, legitimate_interest, public"),
        ({"source_name": ""}, "Say which source"),
        ({"source_name": "my donors!"}, "cannot be a source's name"),
        ({"source_kind": "fax"}, "no kind of source"),
        ({"entity": "dragons"}, "cannot be imported"),
    ],
)
def test_an_import_that_does_not_say_what_it_must_is_refused(
    options: dict[str, str], message: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "people.csv", PEOPLE)
    with pytest.raises(InvalidInput, match=message):
        load(path, **options)
    assert (Batch.objects.count(), Source.objects.count()) == (0, 0)


def test_a_source_keeps_its_kind(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", PEOPLE)
    load(path, source_kind="ticketing")
    load(path)
    with pytest.raises(InvalidInput, match="already known as “Ticketing”"):
        load(path, source_kind="crm")


def test_a_file_cut_in_the_middle_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path / "people.csv", PEOPLE)
    path = tmp_path / "people.csv.gz"
    path.write_bytes(gzip.compress((tmp_path / "people.csv").read_bytes())[:-12])
    with pytest.raises(FileRefused, match="cut off"):
        load(path)
    assert (Batch.objects.count(), SourceIdentity.objects.count()) == (0, 0)


def test_a_dry_run_counts_and_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path / "people.csv", changed(PEOPLE, 2, "email", "none"))
    errors = tmp_path / "errors.csv"
    batch = load(path, dry_run=True, errors_to=errors)
    assert (batch.state, counts(batch), batch.cells_bad) == (BatchState.LOADED, (3, 0, 0, 0), 1)
    assert errors.exists()
    for model in (Batch, Source, SourceIdentity, SourceRecord, Membership, BatchError, AuditEntry, Job):
        assert model._default_manager.count() == 0, model


def test_nothing_stays_staged_and_staged_rows_need_a_purpose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, int]] = []
    cut = merging._cut

    def watched(batch: Batch) -> tuple[int, int]:
        seen.append((StagedRow.objects.count(), 0))
        return cut(batch)

    monkeypatch.setattr(merging, "_cut", watched)
    load(write(tmp_path / "people.csv", PEOPLE))
    assert seen[0][0] == 3
    with purpose("intake", reason="test"):
        assert StagedRow.objects.count() == 0
        StagedRow.objects.create(batch_id=Batch.objects.get().pk, line=1, values={}, content_hash=b"")
    assert StagedRow.objects.count() == 0


def test_slices_come_to_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "SLICE", 2)
    monkeypatch.setattr(merging, "SLICE", 2)
    rows = [
        PEOPLE[0],
        *([f"c{number}", "A", f"B{number}", "", "", ""] for number in range(7)),
        ["c0", "A", "B", "", "", ""],
    ]
    path = write(tmp_path / "people.csv", rows)
    assert counts(load(path)) == (7, 0, 0, 1)
    assert counts(load(path)) == (0, 0, 7, 1)
    assert Membership.objects.count() == 7


def test_partial_dates_and_own_columns_are_kept(tmp_path: Path) -> None:
    load(write(tmp_path / "people.csv", PEOPLE), overrides={"shoe_size": None, "birth_date": "x_born"})
    assert SourceRecord.objects.get(identity__external_id="c2").values == {
        "given_name": "Ben", "family_name": "Park", "x_born": "1981", "email": "ben@example.org",
    }  # fmt: skip
