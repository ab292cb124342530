"""Gifts, tickets and permissions of the fictional people."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from .accounts import LINKED, Account
from .names import FUNDS, SHOWS
from .people import Person
from .records import BOX_OFFICE, DONORS, Row, external_id

#: Largest gift by giving tier, in whole units of the organisation's currency.
LARGEST = {1: 100, 2: 500, 3: 2500, 4: 25000}


def _moment(random: Random, today: date, days: int) -> str:
    day = today - timedelta(days=random.randrange(1, days))
    return datetime.combine(day, time(random.randrange(8, 21), random.randrange(60)), UTC).isoformat()


def gift_rows(random: Random, everyone: list[Person], today: date) -> list[Row]:
    """One to six gifts a donor over five years."""
    rows: list[Row] = []
    for person in everyone:
        if DONORS not in person.sources:
            continue
        for _ in range(random.randint(1, 6)):
            amount = max(5, round(random.triangular(0.1, 1, 0.25) * LARGEST[max(1, person.giving)], -1))
            rows.append(
                {
                    "external_id": external_id(DONORS, person),
                    "interaction_id": f"G{len(rows) + 1:06d}",
                    "kind": "gift",
                    "at": _moment(random, today, 1800),
                    "amount": f"{amount:.2f}",
                    "currency": "USD",
                    "summary": random.choice(FUNDS),
                }
            )
    return rows


def ticket_purchases(random: Random, everyone: list[Person], today: date) -> list[Row]:
    """Tickets of the last three seasons."""
    rows: list[Row] = []
    for person in everyone:
        if BOX_OFFICE not in person.sources:
            continue
        for _ in range(random.choices((1, 2, 3, 5, 8), (40, 25, 18, 12, 5))[0]):
            seats = random.choices((1, 2, 4), (25, 60, 15))[0]
            rows.append(
                {
                    "external_id": external_id(BOX_OFFICE, person),
                    "interaction_id": f"T{len(rows) + 1:06d}",
                    "kind": "ticket",
                    "at": _moment(random, today, 1100),
                    "amount": f"{seats * random.choice((18, 32, 48, 65)):.2f}",
                    "currency": "USD",
                    "summary": f"{random.choice(SHOWS)}, {seats} seat{'s' if seats > 1 else ''}",
                }
            )
    return rows


#: state → share among accounts that were linked by their holders
STATES = {
    "ConsentGiven": 74,
    "RenewedConsentGiven": 6,
    "ConsentWithdrawn": 6,
    "ConsentExpired": 4,
    "ConsentRefused": 3,
    "ConsentRequested": 3,
    "ConsentRevoked": 1,
    "ConsentInvalidated": 1,
    "Objected": 2,
}


def consent_rows(random: Random, everyone: list[Account], today: date) -> list[Row]:
    """What holders of linked accounts said afterwards: an event for matching and one for being shown."""
    rows: list[Row] = []
    for account in everyone:
        if account.came_by != LINKED:
            continue
        state = random.choices(list(STATES), list(STATES.values()))[0]
        at = _moment(random, today, 500)
        for purpose in ("identity_matching", "profile_view"):
            # Some let us find them, and still do not want to see it on their page.
            kept_back = purpose == "profile_view" and state == "ConsentGiven" and random.random() < 0.06
            rows.append(
                {
                    "platform": account.platform,
                    "account": account.account_id,
                    "purpose": purpose,
                    "state": "ConsentRefused" if kept_back else state,
                    "event_time": at,
                    "method": "form",
                    "expires_at": _expiry(random, today),
                    "proof": f"form {account.persona_id}",
                }
            )
    return rows


def _expiry(random: Random, today: date) -> str:
    return (today + timedelta(days=random.randint(30, 700))).isoformat() if random.random() < 0.2 else ""


#: What the box office heard, and how often.
CONTACT = {"ConsentGiven": 80, "ConsentRefused": 10, "ConsentWithdrawn": 6, "Objected": 4}


def contact_rows(random: Random, everyone: list[Person], today: date) -> list[Row]:
    """Who may be written to or called, as the box office recorded it."""
    rows: list[Row] = []
    for person in everyone:
        if BOX_OFFICE not in person.sources or random.random() < 0.4:
            continue
        rows.append(
            {
                "external_id": external_id(BOX_OFFICE, person),
                "purpose": "contact",
                "channel": random.choice(["", "email", "email|post", "phone", "email|phone"]),
                "state": random.choices(
                    ["ConsentGiven", "ConsentRefused", "ConsentWithdrawn", "Objected"], (80, 10, 6, 4)
                )[0],
                "event_time": _moment(random, today, 900),
                "method": "staff_call",
                "proof": f"box office note {person.number}",
            }
        )
    return rows
