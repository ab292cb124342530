"""An account name without what the platform added, with the places where words may begin.

The rules stand here for one name at a time, and in kernels/split.py for many at once; tests hold the two together.
Which everyday words count where is said in columns/lexicon.py, which words there are in data/*.json.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from urllib.parse import unquote

import numpy as np

from ..columns.lexicon import known_words
from ..kernels.split import Words
from ..kernels.text import MAX_TEXT
from ..kernels.words import KINDS
from ..normalise import split_words

# LinkedIn ends a taken slug with a hexadecimal id of so many letters, Facebook with the page's number of at least so
# many digits; what is left of the name has at least so many letters.
SLUG_ID = (5, 12)
PAGE_NUMBER = 5
LEAST_BARE = 3
_SLUG_ID = re.compile(rf"-(?=[0-9a-f]*[0-9])[0-9a-f]{{{SLUG_ID[0]},{SLUG_ID[1]}}}$|-\d{{{PAGE_NUMBER},}}$", re.ASCII)
# Mastodon writes user@server; Bluesky's own names are labels below the provider's domain (AT protocol, handles).
_PROVIDER = re.compile(r"\.bsky\.[a-z]+$", re.IGNORECASE)
# Somebody who writes a handle with these between words has said where each begins.
_APART = re.compile(r"(?<=[^\W_])[-._](?=[^\W\d_])")
_CACHE = 1 << 12


@dataclass(frozen=True, slots=True)
class Text:
    """A folded string without separators, ready for segmentation.

    ``bounds`` are the offsets where a word may begin or end (0 and the length included); ``split`` says whether the
    writing shows any inside. ``known`` are (start, end, kind) of everyday words: a(ffix), r(ole), p(lace), d(igits).
    ``strict`` texts (written with spaces) accept words at bounds only, ``spaced`` ones are handles with signs between
    their words.
    """

    text: str
    bounds: frozenset[int]
    split: bool
    strict: bool
    spaced: bool
    words: tuple[str, ...]
    known: tuple[tuple[int, int, str], ...]


def _text(parts: tuple[str, ...], strict: bool, spaced: bool = False) -> Text:
    joined = "".join(parts)[:MAX_TEXT]
    bounds = {b for b in accumulate((len(p) for p in parts), initial=0) if b <= len(joined)} | {len(joined)}
    # Digits at the end are no sign that the letters before them were written in words.
    split = any(0 < b < len(joined) and not joined[b:].isdigit() for b in bounds)
    words_of_text = Words(
        np.frombuffer(joined.encode(), dtype=np.uint8).copy(),
        np.array([0, len(joined)], dtype=np.int64),
        np.array([sum(1 << b for b in bounds)], dtype=np.uint64),
        np.array([split]),
    )
    found = known_words(words_of_text, np.array([strict]), np.array([spaced])).known.tolist()
    known = tuple((start, end, KINDS[kind]) for start, end, kind in found)
    return Text(joined, frozenset(bounds), split, strict, spaced, parts, known)


def bare_handle(username: str) -> str:
    """Return the handle without ``@``, address, server and the platform's id, case kept."""
    name = unquote(username.strip()).rstrip("/").rsplit("/", 1)[-1].lstrip("@")
    name = _PROVIDER.sub("", name.split("@", 1)[0])
    shorter = _SLUG_ID.sub("", name)
    return shorter if len(shorter) >= LEAST_BARE else name


def is_spaced(bare: str) -> bool:
    """Whether a bare handle has signs between its words."""
    return bool(_APART.search(bare))


@lru_cache(_CACHE)
def handle_text(username: str) -> Text:
    """Return the handle ready for segmentation."""
    bare = bare_handle(username)
    return _text(split_words(bare), strict=False, spaced=is_spaced(bare))


@lru_cache(_CACHE)
def display_text(display: str) -> Text:
    """Return a display name ready for segmentation; one written as a single word is read like a handle."""
    parts = (
        split_words(display)
        if len(display.split()) == 1
        else tuple(w for chunk in display.split() for w in split_words(chunk.lower()))
    )
    return _text(parts, strict=len(display.split()) > 1)


@lru_cache(_CACHE)
def label_text(label: str) -> Text:
    """Return a host's label or an e-mail's local part ready for segmentation."""
    return _text(split_words(label), strict=False)
