"""An account name without what the platform added, with the places where words may begin."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from ..knowledge import regions, role_words, words
from ..normalise import split_words

# LinkedIn ends a taken slug with a hexadecimal id, Facebook with the page's number.
_SLUG_ID = re.compile(r"-(?=[0-9a-f]*[0-9])[0-9a-f]{5,12}$|-\d{5,}$")
# Mastodon writes user@server; Bluesky's own names are labels below the provider's domain (AT protocol, handles).
_PROVIDER = re.compile(r"\.bsky\.[a-z]+$", re.IGNORECASE)
_MAX_LENGTH = 48
_MIN_PIECE = 2
# A text holds its substrings, some kilobytes; a chunk of accounts fits.
_CACHE = 1 << 12


@dataclass(frozen=True, slots=True)
class Text:
    """A folded string without separators, ready for segmentation.

    ``bounds`` are the offsets where a word may begin or end (0 and the length included); ``split`` says whether the
    writing shows any inside. ``known`` are (start, end, kind) of everyday words: a(ffix), r(ole), p(lace), d(igits).
    ``strict`` texts (written with spaces) accept words at bounds only. ``pieces`` holds all substrings.
    """

    text: str
    bounds: frozenset[int]
    split: bool
    strict: bool
    words: tuple[str, ...]
    known: tuple[tuple[int, int, str], ...]
    pieces: frozenset[str]


def _known_words(text: str, bounds: frozenset[int], strict: bool) -> tuple[tuple[int, int, str], ...]:
    affixes, roles, places = words("affixes"), role_words(), regions()
    found: list[tuple[int, int, str]] = []
    for start in range(len(text)):
        for end in range(start + 1, min(len(text), start + 16) + 1):
            aligned = start in bounds and end in bounds
            if strict and not aligned:
                continue
            piece = text[start:end]
            edge = start == 0 or end == len(text)
            if piece.isdigit():
                if (start == 0 or not text[start - 1].isdigit()) and (end == len(text) or not text[end].isdigit()):
                    found.append((start, end, "d"))
            elif piece in roles and (edge or aligned) and len(piece) > 1:
                found.append((start, end, "r"))
            elif piece in affixes and (aligned or (len(piece) > 1 and edge) or len(piece) > 4 or piece == "for"):
                found.append((start, end, "a"))
            elif piece in places and (
                len(piece) > 3 or aligned or end == len(text) or (start == 0 and text[end:] in roles)
            ):
                found.append((start, end, "p"))
    return tuple(found)


def _text(parts: tuple[str, ...], strict: bool) -> Text:
    joined = ""
    bounds = {0}
    for part in parts:
        joined += part
        bounds.add(len(joined))
    joined = joined[:_MAX_LENGTH]
    limits = frozenset(b for b in bounds if b <= len(joined)) | {len(joined)}
    pieces = frozenset(
        joined[s:e] for s in range(len(joined)) for e in range(s + _MIN_PIECE, min(len(joined), s + 28) + 1)
    ) | frozenset(p for p in parts if len(p) == 1)
    return Text(joined, limits, len(limits) > 2, strict, parts, _known_words(joined, limits, strict), pieces)


def bare_handle(username: str) -> str:
    """Return the handle without ``@``, address, server and the platform's id, case kept."""
    name = unquote(username.strip()).rstrip("/").rsplit("/", 1)[-1].lstrip("@")
    name = _PROVIDER.sub("", name.split("@", 1)[0])
    shorter = _SLUG_ID.sub("", name)
    return shorter if len(shorter) > _MIN_PIECE else name


@lru_cache(_CACHE)
def handle_text(username: str) -> Text:
    """Return the handle ready for segmentation."""
    return _text(split_words(bare_handle(username)), strict=False)


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
