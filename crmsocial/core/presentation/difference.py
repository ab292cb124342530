"""Character-level marking of what differs between two values."""

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Below this likeness single shared letters are chance, and marking around them is confetti: the whole value is marked.
WHOLE_BELOW = 0.4
# The comparison is quadratic; longer values are marked whole.
MAX_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """Both sides of a comparison as escaped HTML; what the other side lacks stands inside <mark>."""

    left: SafeString
    right: SafeString
    same: bool


def mark_difference(left: str | None, right: str | None) -> Difference:
    """Mark the characters of each value that the other does not share; letter case is not a difference.

    An accented letter counts as one character however it is encoded. A missing value (None or "") marks nothing on
    either side, since absence is not contradiction.
    """
    left_text, right_text = left or "", right or ""
    if not left_text or not right_text:
        return Difference(_plain(left_text), _plain(right_text), same=left_text == right_text)
    left_units, right_units = _units(left_text), _units(right_text)
    left_keys, right_keys = [_key(unit) for unit in left_units], [_key(unit) for unit in right_units]
    if left_keys == right_keys:
        return Difference(_plain(left_text), _plain(right_text), same=True)
    if max(len(left_keys), len(right_keys)) > MAX_CHARACTERS:
        return Difference(_marked(left_text), _marked(right_text), same=False)
    matcher = SequenceMatcher(None, left_keys, right_keys, autojunk=False)
    if matcher.ratio() < WHOLE_BELOW:
        return Difference(_marked(left_text), _marked(right_text), same=False)
    return _segments(matcher, left_units, right_units)


def _segments(matcher: "SequenceMatcher[str]", left: list[str], right: list[str]) -> Difference:
    left_html, right_html = [], []
    for tag, left_from, left_to, right_from, right_to in matcher.get_opcodes():
        render = _plain if tag == "equal" else _marked
        left_html.append(render("".join(left[left_from:left_to])))
        right_html.append(render("".join(right[right_from:right_to])))
    return Difference(_joined(left_html), _joined(right_html), same=False)


def _units(text: str) -> list[str]:
    """Letters with the combining marks that follow them, so that no mark is torn from its letter."""
    units: list[str] = []
    for char in text:
        if units and unicodedata.combining(char):
            units[-1] += char
        else:
            units.append(char)
    return units


def _key(unit: str) -> str:
    return unicodedata.normalize("NFC", unit).casefold()


def _plain(text: str) -> SafeString:
    return format_html("{}", text)


def _marked(text: str) -> SafeString:
    return format_html('<mark class="diff">{}</mark>', text) if text else mark_safe("")


def _joined(parts: list[SafeString]) -> SafeString:
    return mark_safe("".join(parts))
