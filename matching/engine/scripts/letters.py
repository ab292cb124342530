"""A name in any script as units (words, or single Chinese characters) of Latin letters by sound."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from anyascii import anyascii

_CACHE = 1 << 15
_LETTERS = re.compile(r"[a-z]+")
_SPLIT = re.compile(r"[\s.,;:/|·•・‧∙–—=()\[\]\"“”«»\-‐‑0-9_]+")
_JOINED = str.maketrans("", "", "'’`´ʼʻ‘׳״\u200b\u200c\u200d\u2060\ufeff")
#: Tables of weights, one for each way in which letters came about.
TABLES = (
    "latin", "cyrillic", "greek", "georgian", "armenian", "arabic", "hebrew", "indic", "tamil", "thai", "kana",
    "hangul", "pinyin", "jyutping", "other",
)  # fmt: skip
_TABLE = {name: number for number, name in enumerate(TABLES)}
# First and last code points of scripts (Unicode blocks) and the table that reads them.
_BLOCKS: tuple[tuple[int, int, str], ...] = (
    (0x0041, 0x02AF, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0530, 0x058F, "armenian"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x077F, "arabic"),
    (0x08A0, 0x08FF, "arabic"),
    (0x0900, 0x0B7F, "indic"),
    (0x0B80, 0x0BFF, "tamil"),
    (0x0C00, 0x0DFF, "indic"),
    (0x0E00, 0x0EFF, "thai"),
    (0x10A0, 0x10FF, "georgian"),
    (0x1100, 0x11FF, "hangul"),
    (0x1C90, 0x1CBF, "georgian"),
    (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "greek"),
    (0x3040, 0x30FF, "kana"),
    (0x3100, 0x312F, "other"),
    (0x3400, 0x9FFF, "han"),
    (0xAC00, 0xD7AF, "hangul"),
    (0xF900, 0xFAFF, "han"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFF, "arabic"),
)
# Jyutping into the letters that Latin spellings of Cantonese use.
_CANTONESE = (("aa", "a"), ("eoi", "ui"), ("eo", "u"), ("oe", "eu"), ("z", "ch"), ("c", "ch"), ("j", "y"))
_MAX_READINGS = 8


class Reading(NamedTuple):
    """``letters`` (a-z) that a unit may sound like, and the number of the table that weighs them."""

    table: int
    letters: str


Unit = tuple[Reading, ...]


@lru_cache(_CACHE)
def _script(character: str) -> str:
    code = ord(character)
    for first, last, name in _BLOCKS:
        if first <= code <= last:
            return name
    return "other"


@lru_cache(_CACHE)
def scripts(text: str) -> frozenset[str]:
    """Return the scripts that the letters of ``text`` are in."""
    return frozenset(_script(c) for c in text if unicodedata.category(c)[0] == "L" and c not in "ー〱")


@cache
def _han() -> dict[str, tuple[Reading, ...]]:
    folder = files(__package__).joinpath("data")
    found: dict[str, list[Reading]] = {}
    for line in folder.joinpath("dialects.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            characters, *spelt = line.split()
            for character in characters:
                found.setdefault(character, []).extend(Reading(_TABLE["latin"], s) for s in spelt)
    for line in folder.joinpath("readings.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        character, mandarin, cantonese = line.split("\t")
        into = found.setdefault(character, [])
        into[:0] = [Reading(_TABLE["pinyin"], m) for m in mandarin.split()[:2]]
        into.extend(Reading(_TABLE["jyutping"], _cantonese(c)) for c in cantonese.split())
    return {character: tuple(dict.fromkeys(readings))[:_MAX_READINGS] for character, readings in found.items()}


def _cantonese(syllable: str) -> str:
    for old, new in _CANTONESE:
        syllable = syllable.replace(old, new)
    return syllable


def _letters(text: str) -> str:
    return "".join(_LETTERS.findall(anyascii(text).lower()))


def _indic(word: str) -> str:
    """Return a word of an Indic script with the vowel that a consonant carries unless a sign changes it."""
    found = ""
    for position, character in enumerate(word):
        found += _letters(character)
        following = word[position + 1] if position + 1 < len(word) else ""
        bare = unicodedata.category(character) == "Lo" and found[-1:] not in "aeiou"
        if bare and unicodedata.category(following or "L")[0] != "M":
            found += "a"
    return found


def _pieces(word: str) -> list[tuple[str, str]]:
    """Return the runs of one script in a word; every Chinese character stands by itself."""
    runs: list[tuple[str, str]] = []
    for character in word:
        script = _script(character)
        mark = unicodedata.category(character)[0] == "M"
        if script != "han" and runs and (mark or script in (runs[-1][0], "other")):
            runs[-1] = (runs[-1][0], runs[-1][1] + character)
        else:
            runs.append((script, character))
    return runs


@lru_cache(_CACHE)
def units(text: str) -> tuple[Unit, ...]:
    """Return the units of a name in order; a comma that puts the family name first needs no care, order is free."""
    found: list[Unit] = []
    for word in _SPLIT.split(unicodedata.normalize("NFC", text).translate(_JOINED)):
        for script, run in _pieces(word):
            if script == "han":
                readings = _han().get(run) or (Reading(_TABLE["pinyin"], _letters(run)),)
                found.append(tuple(r for r in readings if r.letters))
            else:
                letters = _indic(run) if script in ("indic", "tamil") else _letters(run)
                if letters:
                    found.append((Reading(_TABLE.get(script, _TABLE["other"]), letters),))
    return tuple(u for u in found if u)


def is_latin(text: str) -> bool:
    """Whether every unit of a name is read by its Latin letters."""
    return all(len(u) == 1 and u[0].table == 0 for u in units(text))
