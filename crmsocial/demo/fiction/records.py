"""What three overlapping sources wrote down about the people, with the errors such sources have."""

from __future__ import annotations

from random import Random

from .names import STATE
from .people import Person

Row = dict[str, str]

DONORS, BOX_OFFICE, NEWSLETTER = "donors", "box-office", "newsletter"


def external_id(source: str, person: Person) -> str:
    """What ``source`` calls the person."""
    forms = {
        DONORS: f"D{10000 + person.number}",
        BOX_OFFICE: f"B{500000 + person.number * 3}",
        NEWSLETTER: f"N{person.number + 1}",
    }
    return forms[source]


def share_out(random: Random, everyone: list[Person]) -> None:
    """Say which sources know whom: most people are in one, a good third in two, some in all."""
    for person in everyone:
        donor = person.giving > 0
        if donor:
            person.sources.add(DONORS)
        if random.random() < (0.6 if donor else 0.75):
            person.sources.add(BOX_OFFICE)
        if not person.sources or random.random() < 0.3:
            person.sources.add(NEWSLETTER)


def donor_rows(random: Random, everyone: list[Person]) -> list[Row]:
    """The donor database: formal names, birth dates, careful but old."""
    return [
        {
            "constituent_id": external_id(DONORS, person),
            "honorific": random.choice(["", "", "Mr." if person.gender == "M" else "Ms."]),
            "given_name": person.given,
            "family_name": _family(random, person),
            "suffix": person.suffix,
            "nickname": person.called if person.called != person.given and random.random() < 0.3 else "",
            "birth_date": person.born.isoformat() if random.random() < 0.7 else "",
            "gender": person.gender,
            "email": person.email if random.random() < 0.75 else "",
            "phone": _phone(random, person) if random.random() < 0.7 else "",
            "address": person.street,
            "city": person.town,
            "state": STATE,
            "postcode": person.postcode,
            "country": "US",
            "organisation": person.employer,
            "role": person.role if random.random() < 0.4 else "",
        }
        for person in everyone
        if DONORS in person.sources
    ]


def ticket_rows(random: Random, everyone: list[Person]) -> list[Row]:
    """The box office: typed at a counter, so misspelt, in one field, with e-mail and phone."""
    return [
        {
            "external_id": external_id(BOX_OFFICE, person),
            "full_name": _typed(random, _spoken(random, person), 0.08),
            "email": _typed(random, person.email, 0.03) if random.random() < 0.85 else "",
            "phone": _phone(random, person) if random.random() < 0.6 else "",
            "city": person.town if random.random() < 0.8 else "",
            "postcode": person.postcode,
        }
        for person in everyone
        if BOX_OFFICE in person.sources
    ]


def newsletter_rows(random: Random, everyone: list[Person]) -> list[Row]:
    """The e-mail list: an address, and whatever people typed as their name."""
    return [
        {
            "id": external_id(NEWSLETTER, person),
            "email": person.email,
            "first_name": _typed(random, person.called, 0.03) if random.random() < 0.8 else "",
            "surname": _typed(random, person.family, 0.03) if random.random() < 0.7 else "",
            "city": person.town if random.random() < 0.3 else "",
        }
        for person in everyone
        if NEWSLETTER in person.sources
    ]


def _family(random: Random, person: Person) -> str:
    return person.former_family if person.former_family and random.random() < 0.5 else person.family


def _spoken(random: Random, person: Person) -> str:
    first = person.called if random.random() < 0.5 else person.given
    chance = random.random()
    if chance < 0.08:
        return f"{person.family.upper()}, {first}"
    if chance < 0.14:
        return f"{first[0]}. {person.family}"
    return f"{first} {person.family}"


def _phone(random: Random, person: Person) -> str:
    area, line = person.phone[2:5], person.phone[8:]
    return random.choice([person.phone, f"({area}) 555-{line}", f"{area}-555-{line}", f"{area}.555.{line}"])


def _typed(random: Random, text: str, error_rate: float) -> str:
    """``text`` with, now and then, two letters swapped, one left out or one doubled."""
    if len(text) < 4 or random.random() >= error_rate:
        return text
    at = random.randrange(1, len(text) - 2)
    kind = random.randrange(3)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[:at] + text[at + 1 :] if kind == 1 else text[:at] + text[at] + text[at:]
