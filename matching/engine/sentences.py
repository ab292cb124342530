"""Every sentence that an explanation may use, by kind of evidence and level; ``*`` serves levels not listed."""

from __future__ import annotations

from .compare.whole import WHOLE
from .handles.items import FAMILY_KINDS, GIVEN_KINDS

UNKNOWN = "%(left)s compared with %(right)s"


def _cells(what: str) -> dict[str, str]:
    """Return a sentence for each way in which a text holds family and given name."""
    family = {
        "full": f"{what} holds the family name",
        "part": f"{what} holds part of the family name",
        "fuzzy": f"{what} holds the family name, one letter off",
        "prefix": f"{what} holds the beginning of the family name",
        "initial": f"{what} has the family name's initial",
        "none": f"{what} does not show the family name",
    }
    given = {
        "full": "and the given name",
        "nick": "and another form of the given name",
        "middle": "and a middle name",
        "prefix": "and the beginning of the given name",
        "initial": "and the initial",
        "none": "",
    }
    cells = {f"{f}_{g}": f"{family[f]} {given[g]}".strip() for f in FAMILY_KINDS for g in GIVEN_KINDS}
    cells["none_none"] = f"{what} shows no part of the name"
    for g in GIVEN_KINDS[1:]:
        cells[f"none_{g}"] = f"{what} shows {given[g].removeprefix('and ')} but not the family name"
    return cells


def _field(name: str, **special: str) -> dict[str, str]:
    return {
        "equal": f"Same {name}",
        "close": f"Nearly the same {name}",
        "similar": f"Similar {name}",
        "differs": f"Different {name}",
        "one_slip": f"{name.capitalize()} differs by one character",
        "two_slips": f"{name.capitalize()} differs by two characters",
        **special,
    }


SENTENCES: dict[str, dict[str, str]] = {
    "name": {
        **_cells("The display name"),
        "unlike": "Written in another script, the names sound different",
        **dict.fromkeys(WHOLE.levels[2:], "Written in another script, the names sound alike"),
    },
    "country": {"equal": "Same country", "differs": "Another country"},
    "handle": _cells("The handle"),
    "bio": {
        "full": "The bio names %(left)s",
        "family": "The bio holds the family name",
        "absent": "The bio does not name the person",
    },
    "handle_year": {
        "year": "The handle holds the birth year",
        "short_year": "The handle holds the birth year's last digits",
        "other_year": "The handle holds another year than the birth year",
        "none": "No birth year in the handle",
    },
    "handle_place": {
        "division": "The handle names the same state or region",
        "town": "The handle names the same place",
        "number": "The handle holds the number of the same region",
        "elsewhere": "The handle names another state or region",
        "none": "No place in the handle",
    },
    "label": {
        "equal": "The handle is also the name in the e-mail or web address",
        "within": "The handle and the e-mail or web address share a name",
        "differs": "The handle differs from the e-mail and web address",
    },
    "place": {
        "town_and_division": "Same town and region",
        "town": "Same town",
        "division": "Same state or region",
        "division_in_bio": "The bio names the same state or region",
        "number": "The bio holds the number of the same region",
        "other_division": "The location is another state or region",
        "other_division_in_bio": "The bio names another state or region",
        "other_town": "The location is another town",
        "unclear": "The places cannot be compared",
        **_field("town"),
    },
    "division": _field("state or region"),
    "role": {
        "agrees": "Handle or display name state the same office",
        "agrees_in_bio": "The bio states the same office",
        "differs": "Handle or display name state another office",
        "differs_in_bio": "The bio states another office",
        "not_said": "The account states no office",
        "other_kind": "Handle or display name state an office of another kind",
    },
    "website": {
        "same_page": "Links to the same web page",
        "same_site": "Links to the same site",
        "same_shared_site": "Links to a site that others share",
        "names_person": "The linked site carries the person's name",
        "no_site_names": "The linked site carries the person's name",
        "hints_at_person": "The linked site carries part of the name",
        "no_site_hints": "The linked site carries part of the name",
        "differs": "Links to another site than the one known",
        "no_site": "The linked site says nothing of the person",
        "handle_is_site": "The handle is the person's own web address",
    },
    "gender": {**_field("gender"), "agrees": "Words for the same gender", "differs": "Words for another gender"},
    "birth_date": {
        **_field("date of birth"),
        "day_month": "Day and month of birth are exchanged",
        "same_year": "Same year of birth",
        "year": "Same year of birth",
        "year_slip": "Year of birth differs by one digit",
        "child": "Would have been a child",
        "young": "Age fits (under 30)",
        "middle": "Age fits (30 to 49)",
        "older": "Age fits (50 to 69)",
        "seventies": "Would be in their seventies",
        "eighties": "Would be in their eighties",
        "nineties": "Would be over ninety",
    },
    "account": {
        "equal": "The record already names this account",
        "differs": "The record names another account",
        "person": "Nothing speaks for an organisation's account",
        "nothing_said": "The account says little about itself",
        "slight": "Some words of an organisation",
        "some": "Words of an organisation",
        "much": "Many words of an organisation",
        "more": "Many words of an organisation",
        "organisation": "The account looks like an organisation's",
    },
    "record": {
        "no_contact": "The record has no way to reach the person",
        "*": "The record has ways to reach the person",
    },
    "organisation": {
        "in_handle": "The handle names the same organisation",
        "in_bio": "The bio names the same organisation",
        "whole_in_bio": "The bio names the organisation in full",
        "absent": "The organisation is not named",
    },
    "rarity": {
        "rare": "The shared values are rare here",
        "common": "The shared values are common here",
        "*": "How many here share the family name",
    },
    "given_name": _field(
        "given name", initial="The given name's initial agrees", swapped="Given and family name are exchanged"
    ),
    "family_name": _field("family name", swapped="Given and family name are exchanged"),
    "national_id": _field("identity number"),
    "email": _field("e-mail address", same_mailbox="Same name in the e-mail address, another provider"),
    "phone": _field("telephone number"),
    "address": _field("street address"),
    "postcode": _field("postcode"),
    "not_a_person": {
        "says_parody": "Calls itself a parody or unofficial: %(right)s",
        "says_fan": "Calls itself a fan's or memorial account: %(right)s",
        "says_automated": "Calls itself automated: %(right)s",
        "says_invented": "Words of sellers and invented profiles: %(right)s",
        "says_shared": "Says that several people write it: %(right)s",
        "says_body_phrases": "Words in which organisations describe themselves: %(right)s",
        "speaks_as_many": "Speaks as several people: %(right)s",
        "body_in_name": "The name shown is an organisation's: %(right)s",
        "body_in_handle": "The handle is an organisation's: %(right)s",
        "body_in_bio": "The bio opens with an organisation: %(right)s",
        "legal_form": "A legal form in the name shown: %(right)s",
        "two_people": "The name shown is two people's: %(right)s",
        "a_family": "The name shown is a family's: %(right)s",
        "run_for_a_person": "Somebody's office, team or campaign: %(right)s",
        "handle_denies": "The handle says that it is not the person: %(right)s",
        "handle_drawn": "The handle looks drawn by a machine: %(right)s",
        "opened_lately": "Opened just before it was seen: %(right)s",
        "no_followers": "Hardly anybody follows it: %(right)s",
        "*": "Says something against being one person's: %(right)s",
    },
    "prior": {"*": "How likely any such pair is before evidence"},
    "competition": {
        "alone": "No other candidate competes",
        "shared": "Shared with the other candidates and with no match",
    },
    "calibration": {"*": "Correction that makes probabilities come true"},
}
ALL: tuple[str, ...] = tuple(
    sorted({s for table in SENTENCES.values() for s in table.values()} | {UNKNOWN, "%(form)s is a form of %(name)s"})
)
