"""Weights that the public sets cannot teach, set by judgement: evidence that they do not hold, and where EM starts."""

from __future__ import annotations

import numpy as np

from matching.engine.compare.base import Family
from matching.engine.model import Weights

# Bits between a person and an account, for columns that none of the training sets has on both sides.
FIXED: Weights = {
    "email": {"equal": 15.0, "same_mailbox": 7.0, "differs": -1.0},
    "phone": {"equal": 10.0, "differs": -0.7},
    "known_account": {"equal": 16.0, "differs": -2.0},
    # By sound: how much oftener than among strangers two names of one person sound so alike (benchmarks.train_scripts).
    "whole_name": {
        "unlike": -7,
        "alike_minus_9": -5,
        "alike_minus_3": -2.2,
        "alike_3": 0,
        "alike_9": 1.3,
        "alike_12": 2.7,
        "alike_15": 3.7,
        "alike_18": 4.7,
        "alike_21": 5.7,
        "alike_24": 7.0,
        "alike_27": 7.8,
        "alike_30": 8.8,
        "alike_35": 10.0,
        "alike_40": 11.2,
    },
    "country": {"equal": 0.5, "differs": -8.0},
    "born": {
        "equal": 11.0,
        "year": 4.5,
        "one_slip": 5.0,
        "day_month": 7.0,
        "two_slips": 1.0,
        "same_year": 0.5,
        "year_slip": -2.0,
        "differs": -6.0,
    },
}

#: Levels at which the record states something and the account is silent. In lists of office holders a fuller record is
#: that of a more public person, but silence about an employer is no reason to believe in a pair.
UNSAID: dict[str, tuple[str, ...]] = {
    "party": ("absent",),
    "role": ("not_said",),
    "bio_name": ("absent",),
    "handle_place": ("none",),
    "birth_digits": ("none",),
}

#: Levels of agreement that never speak against a pair, however few pairs of the sets show them.
SAID: dict[str, tuple[str, ...]] = {
    "gender": ("agrees",),
    "role": ("agrees", "agrees_in_bio"),
    "place": ("division", "division_in_bio", "number"),
}

# Bits towards which training is drawn where the sets show a level seldom or never; all others are drawn towards 0.
EXPECTED: Weights = {
    "link": {
        "same_page": 5.0,
        "same_site": 5.0,
        "same_shared_site": 1.5,
        "names_person": 1.0,
        "handle_is_site": 9.0,
    },
    "party": {"whole_in_bio": 3.0},
    "display": {"full_nick": 2.0},
    "handle_alone": {"full_nick": 1.0},
    "handle_slug": {"full_nick": 1.0},
    "handle_with_display": {"full_nick": 1.0},
    "bio_name": {"full": 2.0},
    "place": {"town": 2.5, "town_and_division": 3.5, "other_town": -1.0},
    "label": {"equal": 2.0},
    "birth_digits": {"year": 2.0},
    "gender": {"agrees": 0.5, "differs": -2.0},
}

# Share of each level among matches, from which EM starts; what is left out shares the rest.
_AGREE: dict[str, dict[str, float]] = {
    "given": {
        "equal": 0.80,
        "nickname": 0.04,
        "close": 0.06,
        "similar": 0.03,
        "initial": 0.02,
        "differs": 0.02,
        "swapped": 0.03,
    },
    "family": {"equal": 0.83, "close": 0.08, "similar": 0.03, "differs": 0.03, "swapped": 0.03},
    "birth": {
        "equal": 0.85,
        "one_slip": 0.07,
        "day_month": 0.01,
        "two_slips": 0.03,
        "same_year": 0.02,
        "differs": 0.02,
    },
    "national_id": {"equal": 0.88, "one_slip": 0.09, "two_slips": 0.02, "differs": 0.01},
    "email": {"equal": 0.80, "same_mailbox": 0.05, "close": 0.08, "differs": 0.07},
    "phone": {"equal": 0.80, "one_slip": 0.06, "differs": 0.14},
    "street": {"equal": 0.60, "close": 0.20, "similar": 0.10, "differs": 0.10},
    "postcode": {"equal": 0.80, "one_slip": 0.10, "differs": 0.10},
    "city": {"equal": 0.80, "close": 0.10, "differs": 0.10},
    "state": {"equal": 0.90, "close": 0.05, "differs": 0.05},
    "record_gender": {"equal": 0.97, "differs": 0.03},
    "account": {"equal": 0.90, "differs": 0.10},
    "whole_name": {
        "unlike": 0.008,
        "alike_minus_9": 0.004,
        "alike_minus_3": 0.009,
        "alike_3": 0.022,
        "alike_9": 0.018,
        "alike_12": 0.032,
        "alike_15": 0.039,
        "alike_18": 0.049,
        "alike_21": 0.052,
        "alike_24": 0.068,
        "alike_27": 0.08,
        "alike_30": 0.161,
        "alike_35": 0.172,
        "alike_40": 0.286,
    },
    "country": {"equal": 0.99, "differs": 0.01},
}
# The same among random pairs of records; replaced by what the user's own records show.
_RANDOM: dict[str, dict[str, float]] = {
    "given": {
        "equal": 0.008,
        "nickname": 0.003,
        "close": 0.006,
        "similar": 0.01,
        "initial": 0.003,
        "differs": 0.9695,
        "swapped": 0.0005,
    },
    "family": {"equal": 0.002, "close": 0.003, "similar": 0.008, "differs": 0.9865, "swapped": 0.0005},
    "birth": {
        "equal": 0.00005,
        "one_slip": 0.0006,
        "day_month": 0.00003,
        "two_slips": 0.006,
        "same_year": 0.012,
        "differs": 0.98132,
    },
    "national_id": {"equal": 0.00001, "one_slip": 0.0001, "two_slips": 0.002, "differs": 0.99789},
    "email": {"equal": 0.00005, "same_mailbox": 0.0002, "close": 0.0002, "differs": 0.99955},
    "phone": {"equal": 0.00005, "one_slip": 0.0001, "differs": 0.99985},
    "street": {"equal": 0.0001, "close": 0.001, "similar": 0.01, "differs": 0.9889},
    "postcode": {"equal": 0.005, "one_slip": 0.02, "differs": 0.975},
    "city": {"equal": 0.02, "close": 0.005, "differs": 0.975},
    "state": {"equal": 0.2, "close": 0.05, "differs": 0.75},
    "record_gender": {"equal": 0.5, "differs": 0.5},
    "account": {"equal": 0.00001, "differs": 0.99999},
    "whole_name": {
        "unlike": 0.829141,
        "alike_minus_9": 0.103642,
        "alike_minus_3": 0.033484,
        "alike_3": 0.017814,
        "alike_9": 0.005919,
        "alike_12": 0.003987,
        "alike_15": 0.00243,
        "alike_18": 0.001526,
        "alike_21": 0.00081,
        "alike_24": 0.00043,
        "alike_27": 0.000291,
        "alike_30": 0.000292,
        "alike_35": 0.000136,
        "alike_40": 9.8e-05,
    },
    "country": {"equal": 0.4, "differs": 0.6},
}
_RATE = 1e-4


def record_shares(families: tuple[Family, ...]) -> tuple[Weights, Weights, float]:
    """Return (m, u, share of matches among all pairs) for pairs of records.

    Raises ValueError where a level lacks a share.
    """
    for table in (_AGREE, _RANDOM):
        for family in families:
            stated = [n for n in family.levels if n != "unstated"]
            if set(stated) != set(table[family.name]) or not np.isclose(sum(table[family.name].values()), 1.0):
                raise ValueError(f"{family.name}: shares must be given for every level and add up to 1")
    return _AGREE, _RANDOM, _RATE
