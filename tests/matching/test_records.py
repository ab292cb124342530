"""Engine records from stored values."""

from __future__ import annotations

from uuid import UUID

from crmsocial.personas.models import Persona
from matching.records import LeftRow, left_record, persona_record

ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


def left(**values: object) -> LeftRow:
    return LeftRow(ONE, TWO, THREE, 7, values)


def test_the_group_is_the_constituent() -> None:
    record = left_record(left(full_name="Ana Perez"))
    assert (record.id, record.group, record.full_name) == (str(ONE), str(THREE), "Ana Perez")


def test_several_values_are_separated_as_the_engine_wants_them() -> None:
    record = left_record(left(email="a@example.org; b@example.org|c@example.org", other_names=["Annie", "Nan", None]))
    assert record.email == "a@example.org|b@example.org|c@example.org"
    assert record.other_names == "Annie|Nan"


def test_a_semicolon_elsewhere_is_text() -> None:
    assert left_record(left(address="12; Quay")).address == "12; Quay"


def test_unknown_and_empty_fields_are_left_out() -> None:
    record = left_record(left(full_name=" ", shoe_size="44", birth_date=None, city="Bath"))
    assert list(record.values()) == [("city", "Bath")]


def test_what_the_account_says_goes_before_the_raw_row() -> None:
    persona = Persona(
        pk=ONE, platform="x", handle="ana_p", account_id=None, values={"display_name": "Ana", "username": "old"}
    )
    record = persona_record(persona)
    assert (record.username, record.display_name, record.platform) == ("ana_p", "Ana", "x")
    assert record.platform_user_id is None
    assert record.is_persona
