"""What the accounts that a constituent is known to hold say of one more.

One account a platform is usual. Of people asked, some keep a second one there (a private or a professional one):
we take one in six for an account that a steward or the system linked, and one in sixteen where the person claimed the
first by signing in with it; so a second account is evidence against by log2 of that. The account itself, linked
already, is as good as known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from math import log2
from uuid import UUID

from crmsocial.identity.models import EdgeState, Link
from crmsocial.personas.platforms import handle_key

from ..engine.api import Evidence
from .query import Query
from .sides import shown_for

SECOND_ACCOUNT_BITS = log2(1 / 6)
SECOND_BESIDE_CLAIMED_BITS = log2(1 / 16)
LINKED_BITS = 12.0
#: Ways in which the person themselves said that an account is theirs.
CLAIMED = frozenset({"signed_in", "self_declared"})


class Known:
    """Accounts on the platform that is asked about, by constituent, as far as purpose ``name`` shows them."""

    def __init__(self, query: Query, constituent_ids: Collection[UUID], name: str) -> None:
        self._query = query
        self._links: dict[UUID, list[tuple[str, str, str]]] = defaultdict(list)
        if not (query.handle and query.platform and constituent_ids):
            return
        links = Link.objects.filter(
            constituent_id__in=list(constituent_ids), state=EdgeState.ACTIVE, persona__platform=query.platform
        )
        rows = list(
            links.values_list("persona_id", "constituent_id", "method", "persona__handle_key", "persona__handle")
        )
        shown = shown_for({row[0] for row in rows}, name)
        for persona_id, constituent_id, method, key, handle in sorted(rows, key=lambda row: row[4]):
            if persona_id in shown:
                self._links[constituent_id].append((method, key, handle))

    def __call__(self, constituent_id: UUID) -> Iterable[Evidence]:
        """The term of one constituent: none, linked, or the strongest of a second account."""
        links = self._links.get(constituent_id)
        if not links:
            return []
        asked = self._query.handle
        if any(key == handle_key(asked) for _method, key, _handle in links):
            return [Evidence("cluster", asked, asked, "linked", LINKED_BITS)]
        claimed = next((handle for method, _key, handle in links if method in CLAIMED), None)
        if claimed is not None:
            return [Evidence("cluster", claimed, asked, "second_beside_claimed", SECOND_BESIDE_CLAIMED_BITS)]
        return [Evidence("cluster", links[0][2], asked, "second", SECOND_ACCOUNT_BITS)]
