"""What lookup lends the requests desk: names of other constituents within a text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import lru_cache
from uuid import UUID

from privacy.requests.registry import phrases

from . import words
from .models import SearchTerm
from .terms import Kind

#: Terms that one query compares.
_AT_ONCE = 10_000


def names_of_others(texts: Collection[str], constituent_id: UUID) -> set[str]:
    """Names, as they stand in the texts, that our own records give to other constituents and not to this one."""
    spelled: dict[str, set[str]] = {}
    for text in texts:
        for phrase, _start, _end in phrases(text):
            for form in _forms(phrase):
                spelled.setdefault(form, set()).add(phrase)
    forms, found = sorted(spelled), set[str]()
    known = SearchTerm.objects.filter(kind=Kind.NAME, persona_id__isnull=True)
    own = set(known.filter(constituent_id=constituent_id).values_list("term", flat=True))
    for start in range(0, len(forms), _AT_ONCE):
        part = forms[start : start + _AT_ONCE]
        met = known.filter(term__in=part).exclude(constituent_id=constituent_id).values_list("term", flat=True)
        for term in set(met) - own:
            found |= spelled[term]
    return found


def _forms(phrase: str) -> Iterator[str]:
    """As ``words.name_forms``, put together from words that come again and again."""
    parts = [_tokens(word) for word in phrase.split()]
    forms = {" ".join(sorted(token for part in parts for token in part[which])) for which in (0, 1)}
    yield from (form[: words.LONGEST] for form in forms if form)


@lru_cache(1 << 16)
def _tokens(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    plain, *wide = words.name_forms(word) or [""]
    return tuple(plain.split()), tuple((wide[0] if wide else plain).split())
