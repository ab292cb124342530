"""One box that finds a constituent by whatever scrap is at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from crmsocial.consolidation import selectors as profiles
from crmsocial.constituents.ids import resolve_id
from crmsocial.core.models import User
from privacy.registry import Found

from .query import Query, Step, parse
from .terms import Kind
from .viewing import viewing

LIMIT = 20
#: Rows that each way of looking may give, before they are ranked and cut to the limit.
MOST_ROWS = 200
#: A likeness in writing below this says nothing.
LEAST_LIKENESS = 60


@dataclass(frozen=True)
class Hit:
    """A constituent, why it was found, and the scrap that matched as the source gives it."""

    constituent_id: UUID
    name: str
    why: str
    matched: str


class Match(NamedTuple):
    """A row of the index that the query met."""

    constituent_id: UUID
    kind: str
    term: str
    shown: str
    step: int


def search(q: str, *, actor: User | None, limit: int = LIMIT) -> list[Hit]:
    """The constituents that ``q`` may mean, best first: equal, then beginning so, then sounding or written alike.

    Scraps that come from accounts are found where the actor may open ``profile_view`` for that account. Two queries
    (three for an id), however many hits there are, besides those that open the purpose.
    """
    query = parse(q, region=settings.ORGANISATION_COUNTRY)
    if query.is_empty:
        return []
    with viewing(actor, reason="search") as view:
        hits = _by_id(query.identifier) if query.identifier else _by_terms(query, limit)
        view.shows(hit.constituent_id for hit in hits)
    return hits


def find_for_privacy(text: str, actor: User) -> list[Found]:
    """The first hits with what tells two people of one name apart, as the search box on privacy's pages shows them."""
    hits = search(text, actor=actor, limit=8)
    places = profiles.values([hit.constituent_id for hit in hits], ("city", "state"))
    return [
        Found(hit.constituent_id, hit.name, " · ".join(filter(None, (place(places[hit.constituent_id]), hit.why))))
        for hit in hits
    ]


def place(values: dict[str, str]) -> str:
    """City and state in one line, of a profile's first values; empty where neither is known."""
    return ", ".join(values[name] for name in ("city", "state") if values.get(name))


def _by_id(identifier: UUID) -> list[Hit]:
    current = resolve_id(identifier)
    if current is None:
        return []
    reason = _("Id") if current == identifier else _("Former id")
    return [Hit(current, profiles.names([current])[current], reason, str(identifier))]


def _by_terms(query: Query, limit: int) -> list[Hit]:
    best = _best(_find(query), query, limit)
    names = profiles.names([match.constituent_id for match in best])
    return [Hit(match.constituent_id, names[match.constituent_id], why(match), match.shown) for match in best]


def _find(query: Query) -> list[Match]:
    kinds, terms, steps = ([row[place] for row in query.exact] for place in range(3))
    begin_kinds, begin_terms = ([pair[place] for pair in query.begins] for place in range(2))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM lookup_find(%s::text[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[], %s)",
            [kinds, terms, steps, begin_kinds, begin_terms, sorted(query.words), MOST_ROWS],
        )
        return [Match._make(row) for row in cursor.fetchall()]


def _best(matches: Iterable[Match], query: Query, limit: int) -> Sequence[Match]:
    text = " ".join(sorted(query.words))
    best: dict[UUID, tuple[tuple[int, float, int, str], Match]] = {}
    for match in matches:
        likeness = fuzz.token_set_ratio(text, match.term) if match.kind == Kind.NAME else 0.0
        if match.step == Step.SIMILAR:
            likeness = max(_by_word(query.words, match.term), fuzz.ratio(text, match.term))
            if likeness < LEAST_LIKENESS:
                continue
        whole = _whole_words(query.words, match.term) if match.kind == Kind.NAME else 0
        key = (match.step, -whole - likeness / 100, len(match.term), match.term)
        if match.constituent_id not in best or key < best[match.constituent_id][0]:
            best[match.constituent_id] = (key, match)
    ranked = sorted(best.items(), key=lambda item: (item[1][0], item[0]))
    return [match for _id, (_key, match) in ranked[:limit]]


def _whole_words(typed: Sequence[str], term: str) -> int:
    return len(set(typed) & set(term.split()))


def _by_word(typed: Sequence[str], term: str) -> float:
    """How well the worst of the typed words is met by any word of the term, 0 to 100."""
    known = term.split()
    return min((max(fuzz.ratio(word, other) for other in known) for word in typed), default=0.0) if known else 0.0


def why(match: Match) -> str:
    """Why this row was met, in the page's language."""
    if match.kind == Kind.EMAIL:
        return _("E-mail") if match.step == Step.EXACT else _("E-mail begins so")
    if match.kind == Kind.PHONE:
        return _("Phone") if match.step == Step.EXACT else _("Phone ends so")
    if match.kind == Kind.HANDLE:
        return _("Handle") if match.step == Step.EXACT else _("Handle begins so")
    if match.kind == Kind.SOURCE_ID:
        return _("Number in a source")
    return {
        Step.EXACT: _("Name"),
        Step.NICKNAME: _("Short or full form of the name"),
        Step.WORDS: _("Part of the name"),
        Step.SOUND: _("Name sounds alike"),
    }.get(Step(match.step), _("Name is written alike"))
