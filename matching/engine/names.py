"""All the ways in which a record's name may be read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from .knowledge import nickname_forms, words
from .normalise import spellings, squeeze, tokens
from .records import Record

_QUOTED = re.compile(r"[\"“”«»(]\s*([^\"“”«»()]+?)\s*[\"“”«»)]")
_CACHE = 1 << 15
#: Letters of a field that are read; whatever is longer is no name, and reading takes time by the square of its words.
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Names:
    """Squeezed (ASCII, lower case, no spaces) forms of one person's names, best first, without doubles.

    ``family`` are whole family names of some reading, ``parts`` pieces of a double one. ``called`` are nicknames that
    the source states, ``nick`` those a table derives. ``initials`` are strings of given-name initials (``j``, ``jf``),
    ``tails`` of family-name ones (``d``, ``vd``).
    """

    given: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    nick: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()


@dataclass(slots=True)
class _Gather:
    given: list[str] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    middle: list[str] = field(default_factory=list)
    family: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    initials: list[str] = field(default_factory=list)
    tails: list[str] = field(default_factory=list)

    def add_given(self, text: str, middle: str = "") -> None:
        found = [t for t in tokens(text) if not t.isdigit()]
        if not found:
            return
        long = [t for t in found if len(t) > 1]
        rest = [t for t in tokens(middle) if not t.isdigit()]
        if not long:
            self.given.extend(["".join(found)] if len(found) > 1 else [])
        else:
            if len(long) > 1:
                self.given.extend(
                    spellings("".join(re.findall(r"\w+", text))) if len(long) == len(found) else ["".join(long)]
                )
            self.given.extend(spellings(long[0]) if len(found) > 1 else spellings(text))
            self.middle.extend(long[1:])
        self.middle.extend(t for t in rest if len(t) > 1)
        letters = [t[0] for t in found + rest]
        if len(found) == 1 and 1 < len(found[0]) <= 2:
            self.initials.append(found[0])
        self.initials.extend(["".join(letters[:n]) for n in range(1, min(len(letters), 3) + 1)])

    def add_family(self, text: str) -> None:
        found = [t for t in tokens(text) if not t.isdigit() and t not in words("suffixes")]
        if not found or (len(found) == 1 and len(found[0]) < 2):
            return
        joined = " ".join(found)
        self.tails.extend(dict.fromkeys(("".join(t[0] for t in found), found[-1][0])))
        self.family.extend(spellings(text) if squeeze(text) == squeeze(joined) else [squeeze(joined)])
        if len(found) > 1:
            self.parts.extend(t for t in found if len(t) > 2 and t not in words("particles"))


def _strip(text: str) -> tuple[list[str], list[str], bool]:
    """Return (words without titles and suffixes, nicknames in quotes, whether the family name comes first)."""
    quoted = [squeeze(q) for q in _QUOTED.findall(text)]
    text = _QUOTED.sub(" ", text)
    first, comma, rest = text.partition(",")
    suffixes, titles = words("suffixes"), words("honorifics")
    inverted = bool(comma) and not all(squeeze(w) in suffixes for w in rest.split())
    ordered = f"{rest} \0 {first}" if inverted else text.replace(",", " ")
    kept = [w for w in ordered.split() if w == "\0" or squeeze(w)]
    while len(kept) > 2 and len(squeeze(kept[-1])) > 1 and squeeze(kept[-1]) in suffixes:
        kept.pop()
    while len(kept) > 2 and squeeze(kept[0]) in titles and len(squeeze(kept[0])) > 1:
        kept.pop(0)
    kept = [w for w in kept if not any(c.isdigit() for c in w)]
    return kept, quoted, inverted


def _add_full(into: _Gather, text: str, known_family: tuple[str, ...]) -> None:
    kept, quoted, inverted = _strip(text)
    into.called.extend(q for q in quoted if len(q) > 1)
    if inverted and "\0" in kept:
        cut = kept.index("\0")
        into.add_given(" ".join(kept[:cut]))
        into.add_family(" ".join(kept[cut + 1 :]))
        return
    if not kept:
        return
    for cut in range(1, len(kept)):
        if squeeze("".join(kept[cut:])) in known_family:
            into.add_given(" ".join(kept[:cut]))
            return
    _add_ordered(into, _join_particles(kept))


def _join_particles(kept: list[str]) -> list[str]:
    """Join particles to the word that follows: van der Berg becomes one word."""
    joined: list[str] = []
    held = ""
    for position, word in enumerate(kept):
        # A capital letter with or without a dot is an initial, not the particle that it also spells.
        particle = squeeze(word) in words("particles") and (len(squeeze(word)) > 1 or word.islower())
        if position and position < len(kept) - 1 and particle:
            held += word + " "
        else:
            joined.append(held + word)
            held = ""
    return joined


def _add_ordered(into: _Gather, kept: list[str]) -> None:
    """Read a name in its usual order; three and four words may hold a double family name (Spanish, Portuguese)."""
    shouted = [w for w in kept if w.isupper() and len(squeeze(w)) > 2]
    if 0 < len(shouted) < len(kept) and any(len(squeeze(w)) > 2 for w in kept if w not in shouted):
        into.add_given(" ".join(w for w in kept if w not in shouted))
        into.add_family(" ".join(shouted))
        return
    if len(kept) == 1:
        into.add_family(kept[0])
        return
    last = kept[-1]
    if len(kept) == 2:
        into.add_given(kept[0])
        into.add_family(last)
    elif len(kept) == 3:
        into.add_given(kept[0], kept[1])
        into.add_family(last)
        if len(squeeze(kept[1])) > 2:
            into.family.append(squeeze(kept[1] + last))
            into.parts.append(squeeze(kept[1]))
    else:
        into.add_given(" ".join(kept[:2]))
        for form in (kept[-2] + " " + last, kept[-2], last):
            into.add_family(form)
        into.parts.extend(squeeze(w) for w in kept[2:-2] if len(squeeze(w)) > 2)


def _unique(values: list[str], without: tuple[str, ...] = ()) -> tuple[str, ...]:
    return tuple(v for v in dict.fromkeys(values) if v and v not in without)


@lru_cache(_CACHE)
def _read(given: str, middle: str, family: str, full: str, nickname: str, others: str, native: str) -> Names:
    into = _Gather()
    if family:
        into.add_family(family)
    if given:
        into.add_given(given, middle)
    elif middle:
        into.middle.extend(t for t in tokens(middle) if len(t) > 1)
    known = tuple(into.family)
    for text in (full, *others.split("|"), native):
        if text.strip():
            _add_full(into, text.strip(), known)
    for text in nickname.split("|"):
        if squeeze(text):
            into.called.extend(spellings(text))
    family_forms = _unique(into.family)
    given_forms = _unique(into.given)
    called = _unique(into.called, given_forms)
    derived: list[str] = []
    for form in (*given_forms[:4], *called[:2]):
        derived.extend(sorted(nickname_forms(form)))
    derived = [n for n in derived if n not in family_forms]
    return Names(
        given=given_forms[:8],
        called=called[:6],
        nick=_unique(derived, given_forms + called)[:28],
        middle=_unique(into.middle, given_forms)[:8],
        family=family_forms[:10],
        parts=_unique(into.parts, family_forms)[:10],
        initials=_unique(into.initials + [c[0] for c in called])[:8],
        tails=_unique(into.tails)[:6],
    )


def read_names(record: Record) -> Names:
    """Return the readings of a record's name fields; ``display_name`` is read only where no name field is filled."""
    full = record.full_name or ""
    if not (full or record.family_name or record.given_name):
        full = record.display_name or ""
    fields = (
        record.given_name,
        record.middle_name,
        record.family_name,
        full,
        record.nickname,
        record.other_names,
        record.native_name,
    )
    return _read(*((text or "")[:LONGEST] for text in fields))


def surname_key(names: Names) -> str:
    """Return the form by which family names are counted."""
    return names.family[0] if names.family else ""


def shown_name(record: Record) -> str:
    """Return the record's name as a person would write it."""
    whole = " ".join(p for p in (record.given_name, record.middle_name, record.family_name) if p)
    return record.full_name or whole or record.display_name or ""
