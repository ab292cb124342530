"""What lookup lends the requests desk: names of other constituents within a text."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from uuid import UUID

from . import words
from .models import SearchTerm
from .terms import Kind

#: A name within a text: two to four words, none of which a sentence would write small.
_LONGEST_NAME = 4
_WORD = re.compile(r"[^\W\d_][\w'’.-]*", re.UNICODE)
#: Terms that one query compares.
_AT_ONCE = 5_000


def names_of_others(texts: Collection[str], constituent_id: UUID) -> set[str]:
    """Names, as they stand in the texts, that our own records give to other constituents and not to this one."""
    spelled: dict[str, set[str]] = {}
    for text in texts:
        for name in _names(text):
            for form in words.name_forms(name):
                spelled.setdefault(form, set()).add(name)
    forms, found = sorted(spelled), set[str]()
    known = SearchTerm.objects.filter(kind=Kind.NAME, persona_id__isnull=True)
    own = set(known.filter(constituent_id=constituent_id).values_list("term", flat=True))
    for start in range(0, len(forms), _AT_ONCE):
        part = forms[start : start + _AT_ONCE]
        met = known.filter(term__in=part).exclude(constituent_id=constituent_id).values_list("term", flat=True)
        for term in set(met) - own:
            found |= spelled[term]
    return found


def _names(text: str) -> Iterator[str]:
    matches = list(_WORD.finditer(text))
    for start, first in enumerate(matches):
        if not first[0][0].isupper() and first[0][0].lower() != first[0][0].upper():
            continue
        for last in matches[start + 1 : start + _LONGEST_NAME]:
            yield text[first.start() : last.end()].rstrip(".'’-")
