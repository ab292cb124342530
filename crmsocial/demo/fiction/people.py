"""Fictional people: who they really are, before any source has misspelt them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from anyascii import anyascii

from .names import AREA_CODES, EMPLOYERS, FAMILY, GIVEN, LOVES, MAIL_HOSTS, ROLES, STREETS, TOWNS


@dataclass(slots=True)
class Person:
    """The truth about one fictional person."""

    number: int
    given: str
    family: str
    gender: str
    called: str
    born: date
    town: str
    postcode: str
    street: str
    email: str
    phone: str
    employer: str
    role: str
    loves: tuple[str, str]
    former_family: str = ""
    suffix: str = ""
    giving: int = 0
    sources: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """Full name as they would write it on a form."""
        return " ".join(part for part in (self.given, self.family, self.suffix) if part)


def plain(text: str) -> str:
    """Lower-case ASCII letters only, as in handles and mail addresses."""
    return "".join(letter for letter in anyascii(text).lower() if letter.isalpha())


def people(random: Random, count: int, today: date) -> list[Person]:
    """``count`` people: some share a household, some a whole name with a parent."""
    everyone: list[Person] = []
    while len(everyone) < count:
        person = _person(random, len(everyone), today)
        everyone.append(person)
        chance = random.random()
        if chance < 0.12:
            everyone.append(_partner(random, person, len(everyone), today))
        elif chance < 0.15:
            everyone.append(_child(random, person, len(everyone), today))
    return everyone[:count]


def _person(random: Random, number: int, today: date, family: str = "") -> Person:
    given, gender, forms = random.choice(GIVEN)
    family = family or random.choice(FAMILY)
    town, postcode = random.choice(TOWNS)
    born = today - timedelta(days=int(random.triangular(19, 88, 52) * 365.25))
    called = random.choice(forms) if forms and random.random() < 0.55 else given
    return Person(
        number=number,
        given=given,
        family=family,
        gender=gender,
        called=called,
        born=born,
        town=town,
        postcode=postcode,
        street=f"{random.randint(1, 180)} {random.choice(STREETS)}",
        email=_email(random, given, called, family, born, number),
        phone=f"+1{AREA_CODES[number // 100 % len(AREA_CODES)]}555{100 + number % 100:04d}",
        employer=random.choice(EMPLOYERS) if random.random() < 0.4 else "",
        role=random.choice(ROLES),
        loves=tuple(random.sample(LOVES, 2)),  # type: ignore[arg-type]
        former_family=random.choice(FAMILY) if gender == "F" and random.random() < 0.12 else "",
        giving=random.choices((0, 1, 2, 3, 4), (50, 28, 14, 6, 2))[0],
    )


def _email(random: Random, given: str, called: str, family: str, born: date, number: int) -> str:
    first, short, last = plain(given), plain(called), plain(family)
    forms = [f"{first}.{last}", f"{first[0]}{last}", f"{short}{last}", f"{last}.{first}", f"{short}.{last}{born:%y}"]
    local = random.choice(forms)
    # Two people must not share an address by chance; households that do are made on purpose.
    return f"{local}{number if random.random() < 0.25 else ''}@{random.choice(MAIL_HOSTS)}"


def _partner(random: Random, person: Person, number: int, today: date) -> Person:
    partner = _person(random, number, today, person.family if random.random() < 0.7 else "")
    partner.town, partner.postcode, partner.street = person.town, person.postcode, person.street
    partner.phone = person.phone
    if random.random() < 0.1:
        partner.email = person.email
    return partner


def _child(random: Random, person: Person, number: int, today: date) -> Person:
    child = _person(random, number, today, person.family)
    child.given, child.called, child.gender = person.given, person.called, person.gender
    child.town, child.postcode, child.street = person.town, person.postcode, person.street
    child.born = min(person.born + timedelta(days=int(365.25 * random.uniform(22, 34))), today - timedelta(days=6600))
    child.email = _email(random, child.given, child.called, child.family, child.born, number)
    person.suffix, child.suffix = "Sr.", "Jr."
    return child
