"""Probabilities and bits as text, initials of a name."""

import math
import unicodedata

from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

NARROW_SPACE = "\u202f"
MINUS = "\u2212"


def probability_text(probability: float | None) -> str:
    """A probability as whole per cent, capped at ">99 %" and "<1 %".

    A match is never certain: the caps keep rounding from claiming that it is. None and NaN give "unknown".

    Raises:
        ValueError: the number lies outside 0 to 1.

    """
    if probability is None or math.isnan(probability):
        return pgettext("probability", "unknown")
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"A probability lies between 0 and 1, not at {probability!r}.")
    if probability > 0.99:
        return f">99{NARROW_SPACE}%"
    if probability < 0.01:
        return f"<1{NARROW_SPACE}%"
    return f"{round(probability * 100)}{NARROW_SPACE}%"


def bits_text(bits: float | None) -> str:
    """A weight of evidence in bits (log2 of a likelihood ratio), signed, one decimal; None gives "unknown"."""
    if bits is None or math.isnan(bits):
        return pgettext("bits of evidence", "unknown")
    if math.isinf(bits):
        return ("+" if bits > 0 else MINUS) + "∞"
    rounded = round(bits, 1)
    sign = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    return sign + number_format(abs(rounded), decimal_pos=1)


def initials_of(name: str | None) -> str:
    """One or two capitals for a circle, from the first and the last word that hold a letter or a digit; else "?"."""
    starts = [word[0] for word in _words(name or "")]
    if not starts:
        return "?"
    picked = starts[0] if len(starts) == 1 else starts[0] + starts[-1]
    return unicodedata.normalize("NFC", picked.upper())


def seconds_text(seconds: float | None) -> str:
    """A length of time in its largest fitting unit, as for "about 3 min left"; None gives an empty string."""
    if seconds is None:
        return ""
    if seconds < 60:
        return gettext("%(n)d s") % {"n": max(0, round(seconds))}
    if seconds < 3600:
        return gettext("%(n)d min") % {"n": round(seconds / 60)}
    return gettext("%(hours)d h %(minutes)d min") % {
        "hours": int(seconds // 3600),
        "minutes": int(seconds % 3600 // 60),
    }


def _words(name: str) -> list[str]:
    parts = unicodedata.normalize("NFC", name).replace("-", " ").split()
    stripped = ("".join(char for char in part if char.isalnum()) for part in parts)
    return [word for word in stripped if word]
