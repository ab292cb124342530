"""The accounts that fictional people have, and accounts of strangers that are nobody's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from .names import FAMILY, GIVEN, LOVES, SHOWS
from .people import Person, plain
from .records import Row

#: platform → share of accounts
PLATFORMS = {"x": 22, "facebook": 20, "instagram": 18, "bluesky": 16, "mastodon": 12, "linkedin": 8, "youtube": 4}

#: Accounts on these are known only because their holders linked them themselves, as the platforms' terms demand.
LINKED_ONLY = {"facebook", "instagram", "linkedin", "youtube"}

#: How an account came to be known.
LINKED, FOLLOWERS = "account-links", "followers"


@dataclass(slots=True)
class Account:
    """One account and the truth about it: ``person`` is empty for strangers and organisations."""

    persona_id: str
    platform: str
    account_id: str
    handle: str
    display_name: str
    bio: str
    location: str
    profile_link: str
    email: str
    came_by: str
    person: Person | None

    def row(self) -> Row:
        """As the persona files have it."""
        signals = {"mastodon": {"discoverable": "true", "indexable": "true"}, "bluesky": {"active": "true"}}
        return {
            "persona_id": self.persona_id,
            "platform": self.platform,
            "username": self.handle,
            "platform_user_id": self.account_id,
            "display_name": self.display_name,
            "bio": self.bio,
            "location": self.location,
            "profile_link": self.profile_link,
            "language": "en",
            "email": self.email,
            **{"discoverable": "", "indexable": "", "active": ""},
            **signals.get(self.platform, {}),
        }


def accounts(random: Random, everyone: list[Person], share: float, strangers: int) -> list[Account]:
    """Accounts of about ``share`` of the people, and of ``strangers`` whom no source knows."""
    found: list[Account] = []
    for person in everyone:
        if random.random() < share:
            for platform in _platforms(random):
                found.append(_account(random, person, platform, len(found)))
    for _ in range(strangers):
        found.append(_stranger(random, everyone, len(found)))
    return found


def _platforms(random: Random) -> list[str]:
    count = random.choices((1, 2, 3), (70, 22, 8))[0]
    return list(dict.fromkeys(random.choices(list(PLATFORMS), list(PLATFORMS.values()), k=count)))


def _account(random: Random, person: Person, platform: str, number: int) -> Account:
    linked = platform in LINKED_ONLY or random.random() < 0.35
    return Account(
        persona_id=f"A{number + 1:05d}",
        platform=platform,
        account_id=_account_id(random, platform),
        handle=_handle(random, person, platform),
        display_name=_display_name(random, person) if random.random() < 0.9 else "",
        bio=_bio(random, person) if random.random() < 0.7 else "",
        location=person.town if random.random() < 0.45 else "",
        profile_link=f"https://{plain(person.family)}-{plain(person.called)}.example" if random.random() < 0.06 else "",
        email=person.email if linked and random.random() < 0.95 else "",
        came_by=LINKED if linked else FOLLOWERS,
        person=person,
    )


def _account_id(random: Random, platform: str) -> str:
    if platform == "bluesky":
        return "did:plc:" + "".join(random.choices("abcdefghijklmnopqrstuvwxyz234567", k=24))
    if platform == "youtube":
        return "UC" + "".join(random.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=22))
    return str(random.randrange(10**8, 10**18))


def _handle(random: Random, person: Person, platform: str) -> str:
    first, short, last = plain(person.given), plain(person.called), plain(person.family)
    year = f"{person.born:%y}"
    love = random.choice(person.loves).replace(" ", "")
    forms = [
        f"{first}{last}", f"{short}{last}", f"{first[0]}{last}", f"{short}_{last}", f"{last}{short}", f"{first}.{last}",
        f"{short}{last[0]}{year}", f"{short}{last}{year}", f"real{short}{last}", f"{short}{love}", f"{last}family",
        f"the{last}s", f"{short}{random.randint(10, 99)}",
    ]  # fmt: skip
    handle = random.choices(forms, (16, 16, 10, 9, 7, 8, 6, 8, 3, 6, 2, 1, 4))[0]
    if platform == "linkedin":
        return f"{first}-{last}-{random.randrange(16**6):06x}"
    if platform == "mastodon":
        return f"{handle.replace('.', '_')}@quay.example"
    if platform == "bluesky":
        return f"{handle.replace('_', '-').replace('.', '-')}.bsky.example"
    return handle


def _display_name(random: Random, person: Person) -> str:
    forms = [
        f"{person.called} {person.family}", f"{person.given} {person.family}", f"{person.called} {person.family[0]}.",
        person.called, f"{person.called} {person.family} {random.choice('🎭🎶⛵🌊🐦')}",
        f"{person.given[0]}. {person.family}",
        f"{person.called} “{random.choice(person.loves).title()}” {person.family}",
    ]  # fmt: skip
    return random.choices(forms, (36, 26, 8, 10, 10, 6, 4))[0]


def _bio(random: Random, person: Person) -> str:
    parts = [person.loves[0].capitalize(), person.loves[1]]
    if random.random() < 0.35:
        parts.append(person.role)
    if person.employer and random.random() < 0.4:
        parts.append(f"at {person.employer}")
    if random.random() < 0.3:
        parts.append(person.town)
    if random.random() < 0.1:
        parts.append(f"still humming {random.choice(SHOWS)}")
    return ", ".join(parts) + "."


def _stranger(random: Random, everyone: list[Person], number: int) -> Account:
    """Somebody who bears a common name, now and then the very name of somebody we know."""
    model = random.choice(everyone)
    given, _, forms = random.choice(GIVEN)
    namesake = replace(
        model,
        given=given if random.random() < 0.7 else model.given,
        family=random.choice(FAMILY) if random.random() < 0.75 else model.family,
        town=random.choice(["Portland", "Leeds", "Lyon", "Toronto", "Cork", ""]),
        employer="",
        loves=(random.choice(LOVES), random.choice(LOVES)),
    )
    namesake.called = random.choice(forms) if forms else namesake.given
    platform = random.choices(["x", "bluesky", "mastodon"], (50, 30, 20))[0]
    account = _account(random, namesake, platform, number)
    account.person, account.came_by, account.email = None, FOLLOWERS, ""
    return account
