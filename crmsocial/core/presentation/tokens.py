"""The design tokens read from the style sheet, and the contrast of two colours."""

import re
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ROOT = re.compile(r":root\s*\{(.*?)\n\}", re.DOTALL)
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(.*?);", re.DOTALL)
_PAIR = re.compile(r"light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")

# Text on grounds needs 4.5 (WCAG 2.2, 1.4.3 AA); lines of controls, icons and bars need 3 (1.4.11).
TEXT, PART = 4.5, 3.0
PAIRS: list[tuple[str, str, float]] = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "ink-quiet") for ground in ("ground", "surface", "sunken")),
    *((ink, ground, TEXT) for ink in ("ink", "ink-soft", "ink-quiet") for ground in ("hover", "selected", "overlay")),
    *(("ink", ground, TEXT) for ground in ("mark", "for-tint", "against-tint")),
    *(("accent", ground, TEXT) for ground in ("ground", "surface", "sunken", "hover", "overlay")),
    ("accent-hover", "surface", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    *((tone, ground, TEXT) for tone in ("for", "against") for ground in ("ground", "surface", "overlay", "hover")),
    *(("unknown", ground, PART) for ground in ("ground", "surface")),
    *(("line-control", ground, PART) for ground in ("ground", "surface")),
    *(("focus", ground, PART) for ground in ("ground", "surface", "sunken", "selected", "overlay")),
]


@dataclass(frozen=True, slots=True)
class Colour:
    """One colour token: hexadecimal sRGB in the light and in the dark theme."""

    name: str
    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Contrast:
    """How a foreground stands on a ground in both themes, and the ratio that is needed."""

    front: str
    ground: str
    needed: float
    light: float
    dark: float

    @property
    def holds(self) -> bool:
        """True when both themes reach the needed ratio."""
        return min(self.light, self.dark) >= self.needed


def tokens_of(sheet: str) -> dict[str, str]:
    """All custom properties of the sheet's first :root block, in its order, values on one line."""
    found = _ROOT.search(_COMMENT.sub("", sheet))
    if found is None:
        raise ValueError("The style sheet has no :root block with tokens.")
    return {name: " ".join(value.split()) for name, value in _TOKEN.findall(found.group(1))}


def colours_of(sheet: str) -> list[Colour]:
    """The tokens that are pairs of opaque colours."""
    pairs = ((name, _PAIR.fullmatch(value)) for name, value in tokens_of(sheet).items())
    return [Colour(name, pair.group(1), pair.group(2)) for name, pair in pairs if pair]


def contrasts_of(sheet: str) -> list[Contrast]:
    """The ratios of every pairing that the style sheets use."""
    by_name = {colour.name: colour for colour in colours_of(sheet)}
    return [
        Contrast(
            front,
            ground,
            needed,
            ratio(by_name[front].light, by_name[ground].light),
            ratio(by_name[front].dark, by_name[ground].dark),
        )
        for front, ground, needed in PAIRS
    ]


def ratio(one: str, other: str) -> float:
    """Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
