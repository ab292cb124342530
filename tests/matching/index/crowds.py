"""Fictional people of whom many share names, towns and years, so that some keys are shared by too many."""

from __future__ import annotations

from random import Random
from uuid import UUID

from crmsocial.constituents.models import SourceIdentity
from crmsocial.identity import services as identity
from crmsocial.identity.models import Membership
from crmsocial.personas.models import Persona
from matching.index import upkeep
from tests.factories import identity as people

GIVEN = ["Amelia", "Bastian", "Clarissa", "Dmitri", "Eleanor", "Farouk", "William", "Katherine", "José María", "Zoë"]
FAMILY = ["Smith", "Thornbury", "Okonkwo", "Vandermeer", "García López", "O'Hara", "Quigley", "Müller"]
TOWNS = [("Bath", "Somerset"), ("Leeds", "Yorkshire"), ("York", "Yorkshire"), ("Hull", "")]


def crowd(count: int, *, seed: int = 7, kind: str = "donor_database") -> list[UUID]:
    """``count`` source identities, each a constituent; half of them called Smith, some with e-mail, phone, birthday."""
    draw = Random(seed)
    made: list[SourceIdentity] = []
    for number in range(count):
        given = draw.choice(GIVEN)
        family = "Smith" if draw.random() < 0.5 else draw.choice(FAMILY)
        town, county = draw.choice(TOWNS)
        values = {"given_name": given, "family_name": family, "city": town, "state": county}
        if draw.random() < 0.4:
            values["birth_date"] = f"{draw.randint(1940, 1999)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        if draw.random() < 0.3:
            values["email"] = f"{given[:1]}.{family}{number}@example.org".lower().replace(" ", "").replace("'", "")
        if draw.random() < 0.2:
            values["phone"] = f"212-555-01{number % 100:02}"
        made.append(people.identity(values, source_name=kind.replace("_", "-"), kind=kind))
    identity.adopt()
    upkeep.follow_identities([one.pk for one in made])
    return [one.pk for one in made]


def accounts(count: int, *, seed: int = 11, platform: str = "mastodon") -> list[Persona]:
    """``count`` accounts with handles of all sorts, most of them with a display name, some with a town or a bio."""
    draw = Random(seed)
    made = []
    for number in range(count):
        given, family = draw.choice(GIVEN).split()[0], draw.choice(["Smith", *FAMILY]).split()[0].replace("'", "")
        handle = draw.choice(["{g}{f}", "{g}.{f}", "{f}{n}", "{i}{f}", "{g}_{f}{n}", "photo{g}", "{f}{i}{y}"]).format(
            g=given, f=family, i=given[0], n=number, y=draw.randint(1940, 1999)
        )
        values = {"display_name": draw.choice([f"{given} {family}", f"{given[0]}. {family}", given, ""])}
        if draw.random() < 0.5:
            values["location"] = draw.choice(TOWNS)[0]
        if draw.random() < 0.3:
            values["bio"] = f"{given} {family} writes from {draw.choice(TOWNS)[0]}"
        made.append(people.persona(platform=platform, handle=f"{handle.lower()}x{number}", **values))
    return made


def home_of(identity_id: UUID) -> UUID:
    """The constituent of a source identity."""
    return Membership.objects.get(identity_id=identity_id, ended_at__isnull=True).constituent_id
