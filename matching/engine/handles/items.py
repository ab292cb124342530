"""What one person's names may leave in a handle: the rules, as tables that the kernels read at every call.

This is the one place where they are declared. ``LISTS`` says how the forms of each list of ``Names`` may stand;
``settings`` and the worths say what a reading counts. Numbers change here alone, without a line of a kernel; a new way
of standing (a new column) is read in kernels/forms.py. All worths and costs are hundredths of a letter.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np

from ..kernels import forms
from ..kernels.forms import LETTER, Rules

# Kinds of agreement, weakest first; they index the levels of the name comparisons.
NONE, INITIAL, PREFIX, FUZZY, PART, FULL = range(6)
MIDDLE, NICK = FUZZY, PART
FAMILY_KINDS = ("none", "initial", "prefix", "fuzzy", "part", "full")
GIVEN_KINDS = ("none", "initial", "prefix", "middle", "nick", "full")


class FormRule(NamedTuple):
    """How the forms of one list may stand in a text; the fields are the columns that kernels/forms.py names.

    A form of ``least`` letters or more stands for a family name to the degree ``family`` and for a given name to the
    degree ``given``; so do its first ``prefix_least`` to ``prefix_most`` letters (0: none) to their degrees. With
    ``initials``, initials of given names may stand before it, and fewer than it has letters behind it. With
    ``then_initial`` or ``initial_then``, the first letter of a family name may stand behind or before it where both
    together have so many letters. ``then_middle`` is the same for the
    initials of further given names behind it (MaryJ). ``slip`` is what a misspelt form counts as.
    """

    family: int = NONE
    given: int = NONE
    least: int = 2
    prefix_least: int = 0
    prefix_most: int = 0
    prefix_family: int = NONE
    prefix_given: int = NONE
    initials: int = 0
    then_initial: int = 0
    initial_then: int = 0
    then_middle: int = 0
    slip: int = NONE


#: Lists of the given part and of the family part of ``Names`` in the order of ``NameColumns``, with their rules.
GIVEN_LISTS = {
    "given": FormRule(NONE, FULL, 2, 3, 5, NONE, PREFIX, 0, 4, 5, 4, slip=PREFIX),
    "called": FormRule(NONE, FULL, 2, 3, 5, NONE, PREFIX, 0, 4, 5, 4),
    "nick": FormRule(NONE, NICK, 3, then_initial=4, initial_then=5, then_middle=5),
    "middle": FormRule(NONE, MIDDLE, 3),
}
FAMILY_LISTS = {
    "family": FormRule(FULL, NONE, 2, 4, 8, PREFIX, NONE, 1, slip=FUZZY),
    "parts": FormRule(PART, NONE, 3, initials=1),
}
#: What a name's letters are worth beside one each, by what they stand for.
FAMILY_WORTH = {NONE: 0, INITIAL: 0, PREFIX: -100, FUZZY: 0, PART: 40, FULL: 60}
GIVEN_WORTH = {NONE: 0, INITIAL: 10, PREFIX: -90, MIDDLE: -20, NICK: 20, FULL: 50}
SETTINGS = {
    forms.LONGEST: 28,
    # Initials of given names and of family names written together (jfk).
    forms.ACRONYM_LEAST: 3,
    forms.INITIAL_KIND: INITIAL,
    forms.INITIALS_LEAST: 2,
    # What every name costs, and what one beginning or ending inside a written word costs more.
    forms.WORD_COST: 70,
    forms.OFF_BOUND_COST: 80,
    # Names so short and loose that other words hold them by chance (andy in handy) must begin where a word begins.
    forms.SCRAP: 4,
    forms.SCRAP_FAMILY: PREFIX,
    forms.SCRAP_GIVEN_LOW: PREFIX,
    forms.SCRAP_GIVEN_HIGH: NICK,
    # What a letter of an everyday word is worth, what the word costs, and what a digit is worth.
    forms.KNOWN_WORTH: 60,
    forms.KNOWN_COST: 45,
    forms.DIGIT_WORTH: 30,
    # Shortest name that may be misspelt.
    forms.LEAST_SLIP: 5,
    # Kinds from here on are sure to be names.
    forms.SURE: PART,
}


@cache
def rules() -> Rules:
    """Return the tables as arrays for the kernels."""
    return Rules(
        np.array([*GIVEN_LISTS.values(), *FAMILY_LISTS.values()], dtype=np.int32),
        np.array([SETTINGS[i] for i in range(len(SETTINGS))], dtype=np.int32),
        np.array([FAMILY_WORTH[kind] for kind in range(6)], dtype=np.int32),
        np.array([GIVEN_WORTH[kind] for kind in range(6)], dtype=np.int32),
    )


__all__ = ["FAMILY_KINDS", "FULL", "GIVEN_KINDS", "LETTER", "NICK", "NONE", "PART", "PREFIX", "rules"]
