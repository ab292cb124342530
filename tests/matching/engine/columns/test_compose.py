"""Names composed from parts equal names read one by one."""

from __future__ import annotations

import dataclasses
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st

from matching.engine.columns import compose
from matching.engine.columns.frame import RecordFrame
from matching.engine.columns.names import NameColumns
from matching.engine.columns.strings import Lists
from matching.engine.names import Names, read_names
from matching.engine.records import Record


def _names(columns: NameColumns, row: int) -> Names:
    def forms(lists: Lists, part: int) -> tuple[str, ...]:
        return tuple(columns.forms[int(code)] for code in lists[part])

    given_part, family_part = int(columns.given_part[row]), int(columns.family_part[row])
    of_given = {n: forms(getattr(columns, n), given_part) for n in ("given", "called", "nick", "middle", "initials")}
    of_family = {n: forms(getattr(columns, n), family_part) for n in ("family", "parts", "tails")}
    return Names(**of_given, **of_family)


_WORDS = [
    "Robert",
    "Bob",
    "Roberts",
    "William",
    "Bill",
    "Elizabeth",
    "Beth",
    "Lee",
    "Jo",
    "J",
    "J.",
    "A",
    "É.",
    "Ann",
    "Ana-Maria",
    "Müller",
    "mueller",
    "O'Neil",
    "D’Arcy",
    "Smith-Jones",
    "de",
    "la",
    "van",
    "der",
    "Berg",
    "Dr.",
    "Prof",
    "Mrs",
    "Jr",
    "Jr.",
    "III",
    "Sen.",
    "senator",
    "MdB",
    "SMITH",
    "LEE",
    "VAN",
    "Smith,",
    '"Bob"',
    "(Liz)",
    "김민준",
    "Гарсія",
    "Ωνάσης",
    "José",
    "☕",
    "🌻",
    "❤\ufe0f",
    "🅰",
    "Ann☕",
    "x2",
    "22",
    "García",
    "Márquez",
    "ab",
    "Thomas",
    "Tom",
    "James",
    "Jim",
    "Kelly",
    "Scott",
    "Alex",
    "Alexander",
    "Alexandra",
]
_word = st.sampled_from(_WORDS)
_name = st.none() | _word | st.lists(_word, max_size=4).map(" ".join) | st.text(max_size=8)
_one = st.none() | _word
_records = st.lists(
    st.builds(Record, id=st.just("1"), given_name=_one, middle_name=_one, family_name=_one)
    | st.builds(Record, id=st.just("1"), full_name=_name)
    | st.builds(Record, id=st.just("1"), display_name=_name)
    | st.builds(
        Record,
        id=st.just("1"),
        given_name=_name,
        middle_name=_name,
        family_name=_name,
        full_name=_name,
        nickname=_one,
        other_names=_one,
        native_name=_one,
        display_name=_name,
    ),
    max_size=10,
)


@settings(deadline=None, max_examples=300)
@given(_records)
@example(
    [Record("1", full_name="Thomas Tom"), Record("1", full_name="Thomas Lee Tom"), Record("1", full_name="Tom Thomas")]
)
@example([Record("1", given_name="William", middle_name="Bill", family_name="Bill")])
@example(
    [Record("1", full_name="Ann Lee Lee"), Record("1", full_name="Ann J Lee"), Record("1", full_name="Ann Lee J.")]
)
@example([Record("1", middle_name="Ann"), Record("1", given_name=". ", middle_name="Ann", family_name="-")])
@example(
    [
        Record("1", full_name=name)
        for name in ("☕ Ann Lee", "Ann Lee 🌻 ❤\ufe0f", "☕", "Ann ☕ Lee", "🌻 Ann", " ☕ Ann")
    ]
)
@example(
    [Record("1", full_name="Ann " + "Lee" * 500), Record("1", given_name="é" * 700 + "x" * 700, family_name="Lee")]
)
@example([])
def test_names_composed_equal_names_read(records: list[Record]) -> None:
    frame = RecordFrame.of(records)
    with patch.object(compose, "_FEW", 0):
        columns = compose.name_columns(frame)
    assert len(columns) == len(records)
    assert [dataclasses.asdict(_names(columns, i)) for i in range(len(frame))] == [
        dataclasses.asdict(read_names(r)) for r in frame
    ]


def test_a_form_has_one_number() -> None:
    frame = RecordFrame.of([Record("1", full_name="Thomas Ann Thomas"), Record("2", full_name="Ann Thomas")])
    with patch.object(compose, "_FEW", 0):
        columns = compose.name_columns(frame)
    forms = [columns.forms[i] for i in range(len(columns.forms))]
    assert forms[0] == ""
    assert len(set(forms)) == len(forms)


def test_a_text_without_end_is_read_in_no_time() -> None:
    endless = [
        Record(str(i), full_name=text) for i, text in enumerate(["Ann " * 250_000, "x" * 1_000_000, "'" * 1_000_000])
    ]
    with patch.object(compose, "_FEW", 0):
        assert len(compose.name_columns(RecordFrame.of(endless))) == len(endless)
