"""Names of fictional people in several scripts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.columns.frame import RecordFrame
from matching.engine.records import Record
from matching.engine.scripts.across import compare_rows, evidence
from matching.engine.scripts.candidates import SoundIndex, merged
from matching.engine.scripts.letters import TABLES, units
from matching.engine.scripts.spoken import Spoken

PEOPLE = (
    "Ingrid Solvang Halvorsen",
    "Marko Petrenkov",
    "Lim Chee Keong",
    "Wong Kwok Hung",
    "Aminah Rahmat",
    "Tharindu Wijesekara",
    "Oliver Brandtner",
    "Nora Eskelinen",
)
WRITTEN = (
    ("Ингрид Халворсен", 0),
    ("Петренков, Марко", 1),
    ("林志强", 2),
    ("黄国雄", 3),
    ("阿米娜·拉赫马特", 4),
    ("أمينة رحمت", 4),
    ("තරිඳු විජේසේකර", 5),
    ("தரிந்து விஜேசேகர", 5),
    ("オリバー・ブラントナー", 6),
    ("노라 에스켈리넨", 7),
    ("נורה אסקלינן", 7),
    ("Νόρα Εσκελίνεν", 7),
    ("ნორა ესკელინენი", 7),
    ("Ингрид", 0),
)


def _side(names: tuple[str, ...], **others: str) -> Spoken:
    return Spoken(RecordFrame.of([Record(id=f"r{n}", full_name=name, **others) for n, name in enumerate(names)]))


@pytest.mark.parametrize(("label", "person"), WRITTEN)
def test_a_name_in_another_script_sounds_most_like_its_own(label: str, person: int) -> None:
    left, right = _side(PEOPLE), _side((label,))
    li = np.arange(len(PEOPLE))
    found = compare_rows(left, right, li, np.zeros(len(PEOPLE), dtype=np.int64))
    assert int(found.argmax()) == person
    assert sorted(found)[-1] > sorted(found)[-2]


@settings(max_examples=60, deadline=None)
@given(st.text("aeiknorst -", min_size=1, max_size=14), st.text("абвикнор林志马 ", min_size=1, max_size=8))
def test_evidence_does_not_depend_on_which_name_is_asked_first_or_on_other_pairs(one: str, other: str) -> None:
    texts = [one, other, "Nora Eskelinen"]
    alone = evidence(texts[:2], np.array([0]), np.array([1]))[0]
    among = evidence(texts, np.array([1, 2, 0]), np.array([0, 0, 2]))[0]
    assert alone == among


def test_every_unit_is_read_in_plain_letters_whatever_is_written() -> None:
    for text in ("", "١٢٣", "\u202eעברית\u202c", "A\u200bnna", "名前 X", "\ud800", "é́", "ꙮ", "x" * 5000):
        for unit in units(text):
            assert unit and all(
                r.letters.isascii() and r.letters.isalpha() and 0 <= r.table < len(TABLES) for r in unit
            )


def test_more_of_a_name_never_tells_less() -> None:
    whole = evidence(["Nora Eskelinen", "Нора Эскелинен", "Нора"], np.array([0, 0]), np.array([1, 2]))
    assert whole[0] > whole[1]


def test_a_foreign_name_finds_its_person_among_many() -> None:
    crowd = tuple(f"{a} {b}" for a in ("Anna", "Bo", "Carl", "Dag") for b in (f"Fjellheim{n}" for n in range(200)))
    left = _side((*crowd, *PEOPLE))
    pairs = SoundIndex(left).pairs(_side(("Петренков, Марко",)))
    assert pairs is not None
    assert len(crowd) + 1 in pairs[0] and len(pairs[0]) <= 300


def test_people_of_another_stated_country_do_not_meet() -> None:
    left = Spoken(
        RecordFrame.of(
            [Record(id="n", full_name="Nora Eskelinen", country="Norland"), Record(id="o", full_name="Nora Eskelinen")]
        )
    )
    pairs = SoundIndex(left).pairs(_side(("Нора Эскелинен",), country="Sudland"))
    assert pairs is not None and len(pairs[0]) >= 1
    home = SoundIndex(left).pairs(_side(("Нора Эскелинен",), country="Norland"))
    assert home is not None and home[0].tolist() == [0, 1]


def test_latin_records_that_say_more_than_a_name_are_left_alone() -> None:
    assert SoundIndex(_side(PEOPLE)).pairs(_side(("Nora Eskelinen",), city="Turku")) is None


def test_pairs_are_put_among_others_once_and_in_order() -> None:
    li, ri = merged(np.array([1, 4, 0]), np.array([0, 0, 2]), (np.array([4, 2, 3]), np.array([0, 1, 2])))
    assert list(zip(ri.tolist(), li.tolist(), strict=True)) == [(0, 1), (0, 4), (1, 2), (2, 0), (2, 3)]
