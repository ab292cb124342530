"""General knowledge (titles, particles, divisions, nicknames), read once from the data files beside this module."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from anyascii import anyascii
from nicknames import NickNamer

# The table merges whole families of names through these very short forms.
_MIN_NICKNAME = 2
_MAX_FORMS = 24


@cache
def load(name: str) -> dict[str, Any]:
    """Return the parsed data file ``name``."""
    data: dict[str, Any] = json.loads(files("matching.engine").joinpath("data", name).read_text(encoding="utf-8"))
    return data


@cache
def words(kind: str) -> frozenset[str]:
    """Return one of the word lists of ``words.json``."""
    return frozenset(load("words.json")[kind])


@cache
def role_words() -> dict[str, str]:
    """Return {word: concept} for offices and callings."""
    return {word: concept for concept, entry in load("roles.json")["concepts"].items() for word in entry["words"]}


@cache
def regions() -> dict[str, tuple[str, str]]:
    """Return {squeezed code, name or abbreviation: (country + code, squeezed name)}; ambiguous codes keep the first."""
    found: dict[str, tuple[str, str]] = {}
    for country, table in load("regions.json").items():
        if country in ("source", "short"):
            continue
        short = load("regions.json")["short"].get(country, {})
        for code, name in table.items():
            folded = "".join(c for c in anyascii(name).lower() if c.isalnum())
            entry = (f"{country}-{code}", folded)
            for form in (folded, *short.get(code, ())):
                found.setdefault(form, entry)
            found.setdefault(code.lower(), entry)
            found.setdefault(f"{country.lower()}-{code.lower()}", entry)
    return found


@cache
def region_codes() -> tuple[str, ...]:
    """Return the codes (COUNTRY-CODE) of all divisions, sorted; columns hold their numbers."""
    return tuple(sorted({code for code, _ in regions().values()}))


@cache
def concept_names() -> tuple[str, ...]:
    """Return the names of all offices and callings, sorted; columns hold their numbers."""
    return tuple(sorted(load("roles.json")["concepts"]))


@cache
def _nicknamer() -> NickNamer:
    return NickNamer()


@cache
def _other_forms() -> dict[str, frozenset[str]]:
    """Return {given name: its other spellings, short forms and what it is short for} of ``given_names.json``."""
    table = load("given_names.json")
    found: dict[str, set[str]] = {}
    for group in table["spellings"]:
        for name in group:
            found.setdefault(name, set()).update(group)
    for name, forms in table["short"].items():
        found.setdefault(name, set()).update(forms)
        for form in forms:
            found.setdefault(form, set()).add(name)
    return {name: frozenset(forms - {name}) for name, forms in found.items()}


@cache
def nickname_forms(given: str) -> frozenset[str]:
    """Return the other names that someone called ``given`` may go by: its short forms, and what it is short for.

    Other spellings (Stephen for Steven) count too. Siblings (Polly for Paula, Molly for Mary) are left out on purpose:
    the table is not transitive. Source: the ``nicknames`` package (Apache-2.0) and ``given_names.json``.
    """
    namer = _nicknamer()
    forms = (namer.nicknames_of(given) | namer.canonicals_of(given) | _other_forms().get(given, frozenset())) - {given}
    return frozenset(
        sorted((f for f in forms if len(f) > _MIN_NICKNAME and f.isalpha()), key=lambda f: (len(f), f))[:_MAX_FORMS]
    )


@cache
def nicknames() -> dict[str, tuple[str, ...]]:
    """Return {nickname: the names whose ``nickname_forms`` hold it, sorted}."""
    namer = _nicknamer()
    found: dict[str, set[str]] = {}
    for name in sorted({*namer.nickname_lookup, *namer.canonical_lookup, *_other_forms()}):
        for form in nickname_forms(name):
            found.setdefault(form, set()).add(name)
    return {form: tuple(sorted(names)) for form, names in found.items()}


def nickname_of(word: str) -> tuple[str, ...]:
    """Return the names that have ``word`` among their ``nickname_forms``, sorted."""
    return nicknames().get(word, ())
