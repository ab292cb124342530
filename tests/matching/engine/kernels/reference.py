"""The reading of texts by names, written for clearness alone: what the kernels must give.

Every string that the names may leave is listed, and every stretch of the text looked up in the list.
"""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from matching.engine.handles import items
from matching.engine.handles.clean import Text
from matching.engine.handles.items import FAMILY_LISTS, GIVEN_LISTS, INITIAL, LETTER, NONE, SETTINGS
from matching.engine.kernels import forms
from matching.engine.names import Names


class Reading(NamedTuple):
    family: int
    given: int
    chars: int
    left: int
    between: int
    aligned: bool
    matched: str
    rest: tuple[str, ...]
    digits: tuple[str, ...]
    places: tuple[str, ...]


class Strings(dict[str, tuple[int, int]]):
    """{string: (family kind, given kind)}, the strongest meaning of each."""

    def put(self, text: str, family: int, given: int, least: int = 1) -> None:
        old = self.get(text, (NONE, NONE))
        if least <= len(text) <= SETTINGS[forms.LONGEST] and (family + given, family) > (sum(old), old[0]):
            self[text] = (family, given)


def _forms(found: Strings, names: Names) -> None:
    for name, rule in (FAMILY_LISTS | GIVEN_LISTS).items():
        for form in getattr(names, name):
            found.put(form, rule.family, rule.given, rule.least)
            for size in range(rule.prefix_least or len(form), min(rule.prefix_most, len(form) - 1) + 1):
                found.put(form[:size], rule.prefix_family, rule.prefix_given)


def _joined(found: Strings, names: Names) -> None:
    for name, rule in (FAMILY_LISTS | GIVEN_LISTS).items():
        for form in getattr(names, name):
            for letters in names.initials if rule.initials else ():
                found.put(letters + form, rule.family, INITIAL, 2)
                found.put(form + letters, rule.family, INITIAL, 2 if len(letters) < len(form) else 99)
            for letters in names.initials if rule.then_middle else ():
                found.put(form + letters[1:], rule.family, rule.given, rule.then_middle if letters[1:] else 99)
            for family in names.family[:4]:
                found.put(form + family[0], INITIAL, rule.given, rule.then_initial or 99)
                found.put(family[0] + form, INITIAL, rule.given, rule.initial_then or 99)


def strings(names: Names) -> Strings:
    found = Strings()
    _forms(found, names)
    _joined(found, names)
    for letters in names.initials:
        for letter in letters:
            found.put(letter, NONE, INITIAL)
        for tail in names.tails:
            found.put(letters + tail, INITIAL, INITIAL, SETTINGS[forms.ACRONYM_LEAST])
    for family in names.family:
        found.put(family[0], INITIAL, NONE)
    return found


def _gain(text: Text, start: int, end: int, family: int, given: int) -> int | None:
    size, off = end - start, (start not in text.bounds) + (end not in text.bounds)
    loose = given in (SETTINGS[forms.SCRAP_GIVEN_LOW], SETTINGS[forms.SCRAP_GIVEN_HIGH])
    scrap = size <= SETTINGS[forms.SCRAP] and family <= SETTINGS[forms.SCRAP_FAMILY] and loose
    if off and (text.strict or size == 1 or (text.split and scrap and start not in text.bounds)):
        return None
    worth = size * LETTER + items.FAMILY_WORTH[family] + items.GIVEN_WORTH[given] - SETTINGS[forms.WORD_COST]
    return worth - (off * SETTINGS[forms.OFF_BOUND_COST] if text.split else 0)


def segment(text: Text, names: Names) -> Reading:
    found, whole = strings(names), text.text
    best = [0]
    steps: list[tuple[int, str | tuple[int, int]]] = [(0, "")]
    for end in range(1, len(whole) + 1):
        ways: list[tuple[int, int, str | tuple[int, int]]] = [(best[end - 1], end - 1, "rest")]
        for start, stop, kind in text.known:
            if stop == end:
                letters = (end - start) * SETTINGS[forms.KNOWN_WORTH] - SETTINGS[forms.KNOWN_COST]
                gain = (end - start) * SETTINGS[forms.DIGIT_WORTH] if kind == "d" else letters
                ways.append((best[start] + gain, start, kind))
        for start in sorted(range(end), key=lambda s, end=end: whole[s:end]):
            if kinds := found.get(whole[start:end]):
                gain_or_none = _gain(text, start, end, *kinds)
                if gain_or_none is not None:
                    ways.append((best[start] + gain_or_none, start, kinds))
        worth, start, what = max(ways, key=lambda way: way[0])
        best.append(worth)
        steps.append((start, what))
    return _told(text, steps)


def _cut(text: Text, pieces: list[tuple[int, int, str | tuple[int, int]]], i: int) -> bool:
    start, end, _ = pieces[i]
    before = i > 0 and pieces[i - 1][2] == "rest" and start not in text.bounds
    after = i + 1 < len(pieces) and pieces[i + 1][2] == "rest" and end not in text.bounds
    return before or after


def _between(text: Text, pieces: list[tuple[int, int, str | tuple[int, int]]]) -> int:
    named = [i for i, (_, _, what) in enumerate(pieces) if not isinstance(what, str)]
    if len(named) < 2:
        return 0
    one, other = pieces[named[0]][2], pieces[named[-1]][2]
    sure = SETTINGS[forms.SURE]
    if not any(a[1] >= sure and b[0] >= sure for a, b in ((one, other), (other, one))):
        return 0
    inner = pieces[named[0] : named[-1]]
    return sum(e - s for s, e, what in inner if what == "rest" and s in text.bounds and e in text.bounds)


def _told(text: Text, steps: list[tuple[int, str | tuple[int, int]]]) -> Reading:
    pieces: list[tuple[int, int, str | tuple[int, int]]] = []
    end = len(text.text)
    while end:
        start, what = steps[end]
        if what == "rest" and pieces and pieces[0][2] == "rest":
            pieces[0] = (start, pieces[0][1], what)
        else:
            pieces.insert(0, (start, end, what))
        end = start
    names = [(s, e, what) for s, e, what in pieces if not isinstance(what, str)]
    told = {kind: tuple(text.text[s:e] for s, e, what in pieces if what == kind) for kind in ("rest", "d", "p")}
    return Reading(
        max((what[0] for _, _, what in names), default=NONE),
        max((what[1] for _, _, what in names), default=NONE),
        sum(e - s for s, e, _ in names),
        sum(len(piece) for piece in told["rest"]),
        _between(text, pieces),
        not text.split or not any(_cut(text, pieces, i) for i, p in enumerate(pieces) if not isinstance(p[2], str)),
        "+".join(text.text[s:e] for s, e, _ in names),
        told["rest"],
        told["d"],
        told["p"],
    )


def loosen(reading: Reading, names: Names) -> Reading:
    least = SETTINGS[forms.LEAST_SLIP]
    for word in reading.rest:
        for side, lists in (("family", FAMILY_LISTS), ("given", GIVEN_LISTS)):
            near = [
                rule.slip
                for name, rule in lists.items()
                for form in getattr(names, name)
                if min(len(word), len(form)) >= least and DamerauLevenshtein.distance(word, form) <= 1
            ]
            if max(near, default=NONE) > getattr(reading, side):
                kinds = {side: max(near), "left": reading.left - len(word), "chars": reading.chars + len(word)}
                return reading._replace(**kinds)
    return reading
