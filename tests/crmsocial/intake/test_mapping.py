from __future__ import annotations

import json
from pathlib import Path

import pytest

from crmsocial.intake.dictionary import CONSTITUENTS, ENTITIES, PERSONAS, Entity
from crmsocial.intake.formats import FileRefused
from crmsocial.intake.mapping import MAPS, Mapping, read_map, recognise


def fields(mapping: Mapping) -> dict[str, str | None]:
    return {column.name: column.field for column in mapping.columns}


@pytest.mark.parametrize("entity", ENTITIES.values(), ids=lambda one: one.name)
def test_every_field_is_known_by_its_own_name(entity: Entity) -> None:
    header = tuple(field.name for field in entity.fields)
    assert fields(recognise(header, entity)) == {name: name for name in header}


@pytest.mark.parametrize(
    ("column", "field"),
    [("Surname", "family_name"), ("first name", "given_name"), ("DOB", "birth_date"), ("date_of_birth", "birth_date"),
     ("suburb", "city"), ("ZIP", "postcode"), ("address_1", "address"), ("E-mail", "email"),
     ("soc_sec_id", "national_id")],
)  # fmt: skip
def test_other_names_of_a_column(column: str, field: str) -> None:
    assert fields(recognise(("rec_id", column, "phone"), CONSTITUENTS))[column] == field


def test_the_first_column_is_the_id_unless_one_says_so() -> None:
    assert fields(recognise(("number", "email"), CONSTITUENTS))["number"] == "external_id"
    assert fields(recognise(("number", "email", "id"), CONSTITUENTS)) == {
        "number": "number",
        "email": "email",
        "id": "external_id",
    }


def test_a_name_is_no_id() -> None:
    with pytest.raises(FileRefused, match="map one to external_id"):
        recognise(("full_name", "email"), CONSTITUENTS)


def test_a_missing_column_is_told_with_what_there_is() -> None:
    with pytest.raises(FileRefused, match=r"platform.*Its columns are: id, username"):
        recognise(("id", "username"), PERSONAS)


def test_unknown_and_second_columns_keep_their_names() -> None:
    mapping = recognise(("id", "email", "E-mail address", "shoe size"), CONSTITUENTS)
    assert fields(mapping)["E-mail address"] == "E-mail address"
    assert mapping.unknown == ["E-mail address", "shoe size"]


def test_a_second_column_cannot_pass_for_the_field() -> None:
    mapping = recognise(("id", "mail", "email"), CONSTITUENTS, {"mail": "email"})
    assert fields(mapping) == {"id": "external_id", "mail": "email", "email": "x_email"}


def test_a_map_goes_first() -> None:
    mapping = recognise(("id", "organisation", "name", "junk"), CONSTITUENTS, {"organisation": "x_party", "junk": None})
    assert fields(mapping) == {"id": "external_id", "organisation": "x_party", "name": "full_name", "junk": None}
    assert (mapping.unknown, mapping.left_out) == (["organisation"], ["junk"])


@pytest.mark.parametrize(
    ("overrides", "message"),
    [
        ({"nothing": "email"}, "does not have"),
        ({"name": "e_mail"}, "is no field"),
        ({"name": "email", "mail": "email"}, "two columns"),
    ],
)
def test_a_map_that_cannot_be(overrides: dict[str, str | None], message: str) -> None:
    with pytest.raises(FileRefused, match=message):
        recognise(("id", "name", "mail"), CONSTITUENTS, overrides)


def test_maps_are_files_or_names(tmp_path: Path) -> None:
    own = tmp_path / "own.json"
    own.write_text(json.dumps({"a": "email", "b": None}))
    assert read_map(str(own)) == {"a": "email", "b": None}
    assert all(read_map(path.stem) for path in MAPS.glob("*.json"))


@pytest.mark.parametrize("content", ["{", "[]", '{"a": 1}'])
def test_maps_that_are_none(content: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(content)
    with pytest.raises(FileRefused, match=r"bad\.json"):
        read_map(str(bad))
    with pytest.raises(FileRefused, match="no map nowhere"):
        read_map("nowhere")
