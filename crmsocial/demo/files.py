"""The demo's files, written as an export would be, so that they come in by the same door as everybody's."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from random import Random

from .fiction import accounts, history, people, records
from .fiction.accounts import Account
from .fiction.people import Person
from .fiction.records import Row

SEED = 20140915
PEOPLE, SHARE_WITH_ACCOUNTS, STRANGERS = 2400, 0.72, 200
#: Accounts of the first delivery; the second one comes after stewards have decided on the first.
FIRST_DELIVERY = 0.62


@dataclass(frozen=True)
class Fiction:
    """Everything that was made up, and the truth behind it."""

    everyone: list[Person]
    accounts: list[Account]
    files: dict[str, list[Row]]

    @cached_property
    def persona_ids(self) -> frozenset[str]:
        """Ids of all fictional accounts."""
        return frozenset(one.persona_id for one in self.accounts)

    @cached_property
    def number_of(self) -> dict[tuple[str, str], int]:
        """(source, external id) → number of the person."""
        return {
            (source, records.external_id(source, person)): person.number
            for person in self.everyone
            for source in person.sources
        }


def make_up(today: date, *, count: int = PEOPLE) -> Fiction:
    """The fictional organisation, the same for every installation but for the dates, which follow ``today``."""
    random = Random(SEED)
    everyone = people.people(random, count, today)
    records.share_out(random, everyone)
    files = {
        "donors.csv": records.donor_rows(random, everyone),
        "box-office.csv": records.ticket_rows(random, everyone),
        "newsletter.csv": records.newsletter_rows(random, everyone),
        "gifts.csv": history.gift_rows(random, everyone, today),
        "tickets.csv": history.ticket_purchases(random, everyone, today),
        "contact-consents.csv": history.contact_rows(random, everyone, today),
    }
    known = accounts.accounts(random, everyone, SHARE_WITH_ACCOUNTS, STRANGERS * count // PEOPLE)
    random.shuffle(known)
    cut = round(len(known) * FIRST_DELIVERY)
    linked_at = (today - timedelta(days=700)).isoformat()
    for name, delivery in (("spring", known[:cut]), ("autumn", known[cut:])):
        linked = [one for one in delivery if one.came_by == accounts.LINKED]
        # Every link was made before anything its holder said of it later.
        files[f"account-links-{name}.csv"] = [one.row() | {"consent_time": linked_at} for one in linked]
        files[f"followers-{name}.csv"] = [one.row() for one in delivery if one.came_by == accounts.FOLLOWERS]
        files[f"account-consents-{name}.csv"] = history.consent_rows(random, linked, today)
    return Fiction(everyone, known, files)


def write(folder: Path, name: str, rows: list[Row]) -> Path:
    """Write ``rows`` as CSV; columns are those of all rows, in order of first appearance."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path
