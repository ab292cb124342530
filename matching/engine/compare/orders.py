"""Which levels of a comparison agree more than which, so that more agreement never lowers a score.

Weights are learned from the records at hand, and a level that few pairs show is learned badly. ``ordered`` returns the
weights nearest to those learned that keep the order: isotonic regression over a partial order (Barlow, Bartholomew,
Bremner & Brunk, Statistical Inference under Order Restrictions, 1972), found by Hildreth's projections (A quadratic
programming procedure, Naval Research Logistics Quarterly 4, 1957).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from ..handles.items import FAMILY_KINDS, GIVEN_KINDS
from .base import Family

Weights = Mapping[str, Mapping[str, float]]
Edge = tuple[str, str]

#: Chains of levels by comparison, more agreement first. What stands in no chain together is not compared.
CHAINS: dict[str, tuple[tuple[str, ...], ...]] = {
    "email": (("equal", "same_mailbox", "differs"),),
    "phone": (("equal", "differs"),),
    "known_account": (("equal", "differs"),),
    "gender": (("agrees", "differs"),),
    "country": (("equal", "differs"),),
    "born": (
        ("equal", "day_month", "two_slips", "differs"),
        ("equal", "one_slip", "two_slips"),
        ("equal", "year", "same_year", "differs"),
        ("year", "year_slip", "differs"),
    ),
    "place": (
        ("town_and_division", "town", "other_town"),
        ("town_and_division", "division", "unclear", "other_division"),
        ("town", "unclear"),
        ("division", "other_division_in_bio"),
        ("division_in_bio", "unclear"),
        ("division_in_bio", "other_division_in_bio"),
    ),
    "role": (
        ("agrees", "not_said", "differs"),
        ("agrees_in_bio", "not_said", "differs_in_bio"),
        ("agrees", "other_kind"),
    ),
    "link": (
        ("handle_is_site", "same_page", "same_site", "same_shared_site", "differs"),
        ("names_person", "hints_at_person", "differs"),
        ("no_site_names", "no_site_hints", "no_site"),
    ),
    "party": (("whole_in_bio", "in_bio", "absent"), ("in_handle", "absent")),
    "bio_name": (("full", "family", "absent"),),
    "birth_digits": (("year", "short_year", "none"), ("short_year", "other_year")),
    "handle_place": (("division", "none", "elsewhere"), ("town", "none"), ("number", "none")),
    "label": (("equal", "within", "differs"),),
    "handle_left": (("none", "one", "two", "three", "four", "many"), ("none", "word_between", "many")),
    "slug_left": (("none", "one", "two", "three", "four", "many"), ("none", "word_between", "many")),
    "display_left": (("none", "one", "two", "three", "four", "many"), ("none", "word_between", "many")),
    "handle_chars": (("long", "under15", "under11", "under8", "under6", "under4"),),
    "handle_bounds": (("aligned", "inside"),),
}
# The same for the two parts of a cell: kinds of family name and of given name that a text shows.
_FAMILY = (("full", "part", "none"), ("full", "fuzzy", "none"), ("full", "prefix", "initial", "none"))
_GIVEN = (("full", "nick", "none"), ("full", "middle", "none"), ("full", "prefix", "initial", "none"))
_ROUNDS = 20_000
_STILL = 1e-9


def edges(family: Family) -> list[Edge]:
    """Return the pairs (more agreement, less) of levels of ``family``."""
    if "full_full" in family.levels:
        found = [
            *((f"{a}_{g}", f"{b}_{g}") for chain in _FAMILY for a, b in pairwise(chain) for g in GIVEN_KINDS),
            *((f"{f}_{a}", f"{f}_{b}") for chain in _GIVEN for a, b in pairwise(chain) for f in FAMILY_KINDS),
        ]
    else:
        found = [edge for chain in CHAINS.get(family.name, ()) for edge in pairwise(chain)]
    return [(a, b) for a, b in found if a in family.levels and b in family.levels]


def broken(weights: Weights, families: Iterable[Family]) -> list[tuple[str, str, str]]:
    """Return (comparison, level of more agreement, level of less that weighs more) wherever there is one."""
    return [
        (family.name, more, less)
        for family in families
        for more, less in edges(family)
        if weights.get(family.name, {}).get(more, 0.0) < weights.get(family.name, {}).get(less, 0.0)
    ]


def ordered(weights: Weights, families: Iterable[Family], digits: int = 4) -> dict[str, dict[str, float]]:
    """Return the nearest weights in which more agreement never weighs less, rounded to ``digits``."""
    result = {name: dict(levels) for name, levels in weights.items()}
    for family in families:
        if (pairs := edges(family)) and family.name in result:
            result[family.name].update(_nearest(result[family.name], pairs, digits))
    return result


def _nearest(weights: Mapping[str, float], pairs: Sequence[Edge], digits: int) -> dict[str, float]:
    found = {level: weights.get(level, 0.0) for pair in pairs for level in pair}
    push = dict.fromkeys(pairs, 0.0)
    for _ in range(_ROUNDS):
        most = 0.0
        for more, less in pairs:
            step = max(-push[more, less], (found[less] - found[more]) / 2)
            push[more, less] += step
            found[more] += step
            found[less] -= step
            most = max(most, abs(step))
        if most < _STILL:
            break
    found = {level: round(value, digits) for level, value in found.items()}
    # What the last steps and rounding left out of order.
    for _ in range(len(found)):
        for more, less in pairs:
            found[more] = max(found[more], found[less])
    return {level: value for level, value in found.items() if value or level in weights}
