"""What the compiled comparisons are to return, said pair by pair with Python's own sets."""

from __future__ import annotations

from matching.engine.account import Account, handle_site, read_account
from matching.engine.compare import context
from matching.engine.knowledge import regions
from matching.engine.names import Names
from matching.engine.normalise import is_shared_host, parse_date, tokens
from matching.engine.person import Person, read_person
from matching.engine.records import Record


def place(person: Person, account: Account) -> str:
    own = person.place
    if not (own.codes or own.words) or not ({"location", "bio"} & account.told):
        return "unstated"
    towns = own.words - {dict(regions().values())[c] for c in own.codes}
    if own.codes & account.near:
        return "town_and_division" if towns & account.place_words else "division"
    if own.words & account.place_words:
        return "town"
    if own.codes & account.far or own.words & account.phrases:
        return "division_in_bio"
    if {c[3:] for c in own.codes if c.startswith("FR-")} & account.numbers:
        return "number"
    mine = {c.split("-")[0] for c in own.codes}
    if mine & {c.split("-")[0] for c in account.near}:
        return "other_division"
    if mine & {c.split("-")[0] for c in account.far}:
        return "other_division_in_bio"
    return "other_town" if account.place_words and not account.near and towns else "unclear"


def link(left: Record, right: Record, hosts: dict[str, int]) -> str:
    """Without the labels of links."""
    person, account = read_person(left), read_account(right)
    own = {h for h, _ in person.links if not is_shared_host(h)}
    if (site := handle_site(right.platform or "", right.username or "")) in own and hosts.get(site, 0) <= 2:
        return "handle_is_site"
    if not account.links:
        return "unstated"
    if any((h, p) in person.links and (len(p) > 1 or hosts.get(h, 0) <= 2) for h, p in account.links):
        return "same_page"
    shared = [h for h, _ in account.links if h in own]
    if shared:
        return "same_site" if min(hosts.get(h, 0) for h in shared) <= 2 else "same_shared_site"
    return "differs" if own else "no_site"


def party(left: Record, right: Record) -> str:
    words, account = read_person(left).organisation, read_account(right)
    whole = tokens(left.organisation or "")[:3]
    if not words and len(whole) < 2:
        return "unstated"
    if len(whole) > 1 and "".join(whole) in account.phrases:
        return "whole_in_bio"
    letters = account.handle.text
    if words & set(account.handle.words) or any(len(w) > 2 and letters.endswith(w) for w in words):
        return "in_handle"
    return "in_bio" if words & account.phrases else "absent"


def bio_name(names: Names, account: Account) -> str:
    if "bio" not in account.told:
        return "unstated"
    for family in names.family:
        if family in account.phrases:
            firsts = (*names.given, *names.called, *names.nick)
            return "full" if any(f + family in account.phrases for f in firsts) else "family"
        if any(f + family in account.phrases for f in (*names.given[:2], *names.called[:2])):
            return "full"
    return "absent"


def email(left: tuple[str, ...], right: tuple[str, ...]) -> str:
    if not left or not right:
        return "unstated"
    if set(left) & set(right):
        return "equal"
    same = {m.split("@")[0] for m in left} & {m.split("@")[0] for m in right}
    return "same_mailbox" if same else "differs"


def phone(left: tuple[str, ...], right: tuple[str, ...]) -> str:
    if not left or not right:
        return "unstated"
    return "equal" if {n[-8:] for n in left} & {n[-8:] for n in right} else "differs"


def known_account(left: frozenset[tuple[str, str]], right: frozenset[tuple[str, str]]) -> str:
    if not left or not right:
        return "unstated"
    if left & right:
        return "equal"
    return "differs" if {p for p, _ in left} & {p for p, _ in right} else "unstated"


def levels(left: Record, right: Record, hosts: dict[str, int], as_of: int) -> dict[str, str]:
    """Return what each family by itself says of a pair, but for those that segmentation reads."""
    person, account = read_person(left), read_account(right)
    roles = context.role(person.roles, (account.loud_roles, account.bio_roles))
    age = context.age((account.year or as_of) - person.birth[0]) if person.birth else 0
    return {
        "place": place(person, account),
        "party": party(left, right),
        "bio_name": bio_name(person.names, account),
        "role": context.ROLE.levels[roles],
        "gender": context.GENDER.levels[context.gender(person.gender, account.gender)],
        "age": context.AGE.levels[age],
        "body": context.BODY.levels[context.body(bool(account.told), account.body)],
        "reachable": context.REACHABLE.levels[1 + person.contacts],
        "email": email(person.emails, account.emails),
        "phone": phone(person.phones, account.phones),
        "known_account": known_account(person.accounts, account.accounts),
    }


def dead(left: Record, right: Record, as_of: int) -> bool:
    """Whether the person had died or was a hundred years old when the account was seen."""
    birth = parse_date(left.birth_date) if left.birth_date else None
    year = read_account(right).year or as_of
    return bool(left.death_date) or (birth is not None and year - birth[0] >= context.MAX_AGE)
