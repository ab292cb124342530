"""Place, role, website, gender, age, organisation: what an account tells beside its names."""

from __future__ import annotations

from ..account import Account
from ..handles.items import NICK, PART
from ..handles.segment import segment
from ..normalise import is_shared_host
from ..person import Person, Place
from .base import Family

PLACE = Family(
    "place",
    "place",
    (
        "unstated",
        "town_and_division",
        "town",
        "division",
        "division_in_bio",
        "number",
        "other_division",
        "other_division_in_bio",
        "unclear",
    ),
)
ROLE = Family(
    "role", "role", ("unstated", "agrees", "agrees_in_bio", "differs", "differs_in_bio", "not_said", "other_kind")
)
LINK = Family(
    "link",
    "website",
    (
        "unstated",
        "same_page",
        "same_site",
        "same_shared_site",
        "names_person",
        "hints_at_person",
        "differs",
        "no_site_names",
        "no_site_hints",
        "no_site",
    ),
)
GENDER = Family("gender", "gender", ("unstated", "agrees", "differs"))
AGE = Family(
    "age", "birth_date", ("unstated", "child", "young", "middle", "older", "seventies", "eighties", "nineties")
)
BODY = Family("body", "account", ("person", "slight", "some", "much", "more", "organisation", "nothing_said"))
REACHABLE = Family(
    "reachable", "record", ("unstated", "no_contact", "one_contact", "two_contacts", "three_contacts", "four_contacts")
)
PARTY = Family("party", "organisation", ("unstated", "absent", "in_handle", "in_bio"))
MAX_AGE = 100
# People move between these offices and keep their accounts.
LAWMAKERS = frozenset({"senator", "representative", "legislator"})


def place(person: Place, account: Account) -> int:
    """Return the level of PLACE."""
    if not (person.codes or person.words) or not ({"location", "bio"} & account.told):
        return 0
    town = bool(person.words & account.place_words)
    if person.codes & account.near:
        own = {w for w in person.words if w in account.place_words}
        return 1 if len(own) > 1 else 3
    if town:
        return 2
    if person.codes & account.far:
        return 4
    if person.words & account.phrases:
        return 4
    if any(c.startswith("FR-") and c[3:] in account.numbers for c in person.codes):
        return 5
    mine = tuple(c.split("-")[0] for c in person.codes)
    if any(c.split("-")[0] in mine for c in account.near):
        return 6
    return 7 if any(c.split("-")[0] in mine for c in account.far) else 8


def role(roles: frozenset[str], said: tuple[frozenset[str], frozenset[str]]) -> int:
    """Return the level of ROLE; ``said`` are the roles in handle or display name, and those in the bio."""
    loud, quiet = said
    if not roles:
        return 0
    if loud & roles:
        return 1
    if loud:
        return 3 if (loud & LAWMAKERS) and (roles & LAWMAKERS) else 6
    if quiet & roles:
        return 2
    return 4 if quiet else 5


def link(person: Person, account: Account, host_counts: dict[str, int]) -> int:
    """Return the level of LINK; ``host_counts`` says how many left records share a site."""
    if not account.links:
        return 0
    own = [(h, p) for h, p in person.links if not is_shared_host(h)]
    hosts = {h for h, _ in own}
    for host, path in account.links:
        if (host, path) in person.links and (len(path) > 1 or host_counts.get(host, 0) <= 2):
            return 1
    shared = [h for h, _ in account.links if h in hosts]
    if shared:
        return 2 if min(host_counts.get(h, 0) for h in shared) <= 2 else 3
    best = 0
    for label in account.labels:
        reading = segment(label, person.names)
        if reading.family >= PART and (reading.given or reading.left <= 2):
            best = max(best, 2)
        elif reading.family >= PART or reading.given >= NICK:
            best = max(best, 1)
    if hosts:
        return {2: 4, 1: 5, 0: 6}[best]
    return {2: 7, 1: 8, 0: 9}[best]


def gender(left: str | None, right: str | None) -> int:
    """Return the level of GENDER."""
    return 0 if left is None or right is None else (1 if left == right else 2)


def age(birth: tuple[int, int, int] | None, year: int) -> int:
    """Return the level of AGE in ``year``."""
    if birth is None:
        return 0
    years = year - birth[0]
    return 1 + sum(years >= limit for limit in (16, 30, 50, 70, 80, 90)) if years < MAX_AGE else 7


def body(account: Account) -> int:
    """Return the level of BODY: 6 where the account shows nothing but a handle without such words."""
    if not account.told and account.body == 0:
        return 6
    return account.body


def party(words: frozenset[str], account: Account) -> int:
    """Return the level of PARTY: the organisation's words or acronym in handle or bio."""
    if not words:
        return 0
    if words & set(account.handle.words) or any(len(w) > 2 and account.bare.endswith(w) for w in words):
        return 2
    return 3 if words & account.phrases else 1
