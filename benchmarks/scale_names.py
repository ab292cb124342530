"""Fictional names, towns and words for generated data, as frequent as real ones.

Real common names stand first (they carry the nicknames and the confusions of real life); tens of thousands of rare ones
are built from syllables. How often rank r occurs follows the Zipf-Mandelbrot law p(r) ~ 1 / (r + q)^s (B. Mandelbrot,
An informational theory of the statistical structure of language, 1953). The constants are solved so that, as in the
surname tables of the United States census of 2010, the commonest family name has 0.8 % and the first thousand 40 %; a
million people then show some 150,000 family names and some 20,000 given names.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from nicknames import NickNamer
from numpy.random import Generator, default_rng
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def _listed(text: str) -> list[str]:
    return text.split()


_MEN = _listed(
    """
    James Robert John Michael David William Richard Joseph Thomas Christopher Charles Daniel Matthew Anthony Mark
    Donald Steven Andrew Paul Joshua Kenneth Kevin Brian Timothy Ronald George Jason Edward Jeffrey Ryan Jacob
    Nicholas Gary Eric Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Alexander Patrick Frank
    Raymond Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Zachary Douglas Peter Kyle Noah Ethan Jeremy
    Christian Walter Keith Austin Roger Terry Sean Gerald Carl Dylan Harold Jordan Jesse Bryan Lawrence Arthur
    Gabriel Bruce Logan Billy Joe Alan Juan Elijah Willie Albert Wayne Randy Mason Vincent Liam Roy Bobby Caleb
    Bradley Russell Lucas
    """
)
_WOMEN = _listed(
    """
    Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Karen Sarah Lisa Nancy Sandra Betty Ashley Emily
    Kimberly Margaret Donna Michelle Carol Amanda Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Dorothy
    Amy Kathleen Angela Shirley Emma Brenda Pamela Nicole Anna Samantha Katherine Christine Debra Rachel Carolyn
    Janet Maria Olivia Heather Helen Catherine Diane Julie Victoria Joyce Lauren Kelly Christina Ruth Joan
    Virginia Judith Evelyn Hannah Andrea Megan Cheryl Jacqueline Madison Teresa Abigail Sophia Martha Sara Gloria
    Janice Kathryn Ann Isabella Judy Charlotte Julia Grace Amber Alice Jean Denise Frances Danielle Marilyn
    Natalie Beverly Diana Brittany Theresa Kayla Alexis Doris Lori Tiffany
    """
)
_FAMILIES = _listed(
    """
    Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson
    Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis
    Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera
    Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz Edwards Collins Reyes Stewart
    Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim
    Cox Ward Richardson Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo
    Sanders Patel Myers Long Ross Foster Jimenez Powell Jenkins Perry Russell Sullivan Bell Coleman Butler
    Henderson Barnes Gonzales Fisher Vasquez Simmons Romero Jordan Patterson Alexander Hamilton Graham Reynolds
    Griffin Wallace Moreno West Cole Hayes Bryant Herrera Gibson Ellis Tran Medina Aguilar Stevens Murray Ford
    Castro Marshall Owens Harrison Fernandez McDonald Woods Washington Kennedy Wells Vargas Henry Chen Freeman
    Webb Tucker Guzman Burns Crawford Olson Simpson Porter Hunter Gordon Mendez Silva Shaw Snyder Mason Dixon
    Munoz Hunt Hicks Holmes Palmer Wagner Black Robertson Boyd Rose Stone Salazar Fox Warren Mills Meyer Rice
    Schmidt Garza Daniels Ferguson Nichols Stephens Soto Weaver Ryan Gardner Payne Grant Dunn Kelley Spencer
    Hawkins
    """
)
WORDS = _listed(
    """
    river sunny tiger coffee music happy moon star ocean pixel ninja rebel golden silver shadow dragon rocket
    garden forest winter summer retro cosmic lucky wild honey maple panda falcon wolf raven storm ember velvet
    mango peach blue red green black hiker runner gamer reader baker foodie traveler dreamer artist photo cyclist
    yoga guitar vinyl chess soccer hoops hockey surf ski kayak mountain desert prairie island harbor bridge castle
    quiet loud cozy spicy crispy curious fuzzy electric digital analog vintage modern urban rural daily weekly
    random secret hidden lost found
    """
)
STATES = {
    "CA": "California", "TX": "Texas", "FL": "Florida", "NY": "New York", "PA": "Pennsylvania", "IL": "Illinois",
    "OH": "Ohio", "GA": "Georgia", "NC": "North Carolina", "MI": "Michigan", "NJ": "New Jersey", "VA": "Virginia",
    "WA": "Washington", "AZ": "Arizona", "MA": "Massachusetts", "TN": "Tennessee", "IN": "Indiana", "MD": "Maryland",
    "MO": "Missouri", "WI": "Wisconsin", "CO": "Colorado", "MN": "Minnesota", "SC": "South Carolina", "AL": "Alabama",
    "LA": "Louisiana", "KY": "Kentucky", "OR": "Oregon", "OK": "Oklahoma", "CT": "Connecticut", "UT": "Utah",
    "IA": "Iowa", "NV": "Nevada", "AR": "Arkansas", "MS": "Mississippi", "KS": "Kansas", "NM": "New Mexico",
    "NE": "Nebraska", "ID": "Idaho", "WV": "West Virginia", "HI": "Hawaii", "NH": "New Hampshire", "ME": "Maine",
    "MT": "Montana", "RI": "Rhode Island", "DE": "Delaware", "SD": "South Dakota", "ND": "North Dakota",
    "AK": "Alaska", "VT": "Vermont", "WY": "Wyoming",
}  # fmt: skip
_ONSETS = _listed("b br c ch cl d dr f fr g gr h j k kr l m n p pr r s sch sh st t th tr v w z")
_VOWELS = _listed("a a e e i i o o u ai ea ie ou")
_CODAS = ["", "", "", "l", "n", "r", "s", "m", "nd", "rt", "ck", "lf", "ng", "ll", "rd"]
_FAMILY_ENDS = _listed("son man er ez ski ton ley ini ov ford berg well mann ard ano ski us dale by ster ow ell ak in")
_GIVEN_ENDS = {"M": _listed("o an us on in el er y ar"), "F": _listed("a ia elle ina ene is ara i e")}
_TOWN_ENDS = _listed("ville ton field burg port wood dale ford haven ridge")
_FAMILY_LAW = (0.940349, 8.106579, 200_000)
_GIVEN_LAW = (1.7, 20.9, 20_000)
_TOWN_LAW = (1.0, 12.0, 6_000)
_NICKS = 4


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names by rank with their shares; given names of men come first (``men`` of them), then those of women.

    ``nicks[given, k]`` is a nickname of that given name (repeated where it has fewer), ``town_state`` a state's row.
    """

    given: pl.Series
    given_share: dict[str, Floats]
    men: int
    nicks: NDArray[np.object_]
    family: pl.Series
    family_share: Floats
    town: pl.Series
    town_share: Floats
    town_state: Ints


def law(slope: float, offset: float, size: int) -> Floats:
    """Return the share of each rank by Zipf and Mandelbrot."""
    weight = 1.0 / (np.arange(1, size + 1) + offset) ** slope
    result: Floats = weight / weight.sum()
    return result


def _built(draw: Generator, size: int, ends: list[str], first: list[str]) -> list[str]:
    """Return ``first`` and then names of one or two syllables and an ending, ``size`` in all, without doubles."""
    found = dict.fromkeys(first)
    while len(found) < size:
        many = 2 * (size - len(found)) + 100
        parts = [draw.choice(p, many) for p in (_ONSETS, _VOWELS, _CODAS, _ONSETS, _VOWELS, _CODAS, ends)]
        short = draw.random(many) < 0.6
        for row in zip(short.tolist(), *(p.tolist() for p in parts), strict=True):
            name = "".join(row[1:4] + row[7:] if row[0] else row[1:])
            found.setdefault(name.capitalize())
    return list(found)[:size]


def _nicknames(names: list[str]) -> NDArray[np.object_]:
    """Return nicknames by name: from the table of the nicknames package, else the name cut short."""
    known = NickNamer()
    rows = []
    for name in names:
        listed = sorted(n for n in known.nicknames_of(name.lower()) if n.isalpha() and len(n) > 2)
        rows.append(
            [n.capitalize() for n in listed] or ([name[:3], name[:4], name[:3] + "y"] if len(name) > 4 else [name])
        )
    return np.array([[row[k % len(row)] for k in range(_NICKS)] for row in rows], dtype=object)


def vocabulary() -> Vocabulary:
    """Return the same names, towns and shares on every call."""
    draw = default_rng(1953)
    men = _built(draw, _GIVEN_LAW[2], _GIVEN_ENDS["M"], _MEN)
    taken = set(men)
    women = [n for n in _built(draw, _GIVEN_LAW[2] + 2_000, _GIVEN_ENDS["F"], _WOMEN) if n not in taken]
    women = women[: _GIVEN_LAW[2]]
    share = law(*_GIVEN_LAW)
    towns = _built(draw, _TOWN_LAW[2], _TOWN_ENDS, [])
    size = law(0.7, 2.0, len(STATES))
    return Vocabulary(
        given=pl.Series(men + women),
        given_share={"M": share, "F": share[: len(women)] / share[: len(women)].sum()},
        men=len(men),
        nicks=_nicknames(men + women),
        family=pl.Series(_built(draw, _FAMILY_LAW[2], _FAMILY_ENDS, _FAMILIES)),
        family_share=law(*_FAMILY_LAW),
        town=pl.Series(towns),
        town_share=law(*_TOWN_LAW),
        town_state=draw.choice(len(STATES), len(towns), p=size),
    )
