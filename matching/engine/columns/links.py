"""Web pages that accounts link to, as sets, and the labels of these pages."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..account import LONGEST_BIO
from ..handles.clean import Text, label_text
from ..kernels.sets import Sets
from ..normalise import urls, urls_in
from ..person import link_label
from .frame import RecordFrame
from .people import NO_PAGES, Pages, page_text
from .sets import sets_of
from .strings import Lists
from .texts import TextColumns
from .values import read_rows

_LINK = r"(?i)https?://|www\."
_LEAST_LABEL = 4


@dataclass(frozen=True, slots=True)
class AccountLinks:
    """Pages and sites of each account; ``labels`` lists, by the number of its set, rows of ``texts``."""

    pages: Sets
    sites: Sets
    labels: Lists
    texts: TextColumns

    @classmethod
    def of(cls, frame: RecordFrame) -> AccountLinks:
        """Read the links of accounts: of their profiles, and those written in bios."""
        bio = frame.column("bio")
        linking = None if bio is None else bio.set(~bio.str.contains(_LINK).fill_null(False), None)
        columns = [frame.column("profile_link"), frame.column("website"), linking]
        codes, found = read_rows(columns, len(frame), _pages, NO_PAGES)
        rows = codes + np.int32(1)
        seen: dict[Text, int] = {}
        labels = [
            [seen.setdefault(text, len(seen)) for text in map(label_text, labels) if len(text.text) >= _LEAST_LABEL]
            for labels in ([], *([link_label(host, path) for host, path in pages] for pages in found))
        ]
        return cls(
            sets_of([[page_text(h, p) for h, p in pages] for pages in found], rows),
            sets_of([dict.fromkeys(h for h, _ in pages) for pages in found], rows),
            Lists.of(labels),
            TextColumns.of(list(seen)),
        )


def _pages(profile_link: str, website: str, bio: str) -> Pages:
    return tuple(dict.fromkeys(urls(profile_link, website) + urls_in(bio[:LONGEST_BIO])))
