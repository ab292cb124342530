"""Labels of sites that accounts link to, read by people's names."""

from __future__ import annotations

import numpy as np

from ..columns.accounts import AccountColumns
from ..kernels.context import NO_SITE, SITE_DIFFERS
from ..kernels.forms import NameForms
from . import context, naming
from .base import Levels, Rows

_FAMILY, _GIVEN, _LEFT = 0, 1, 3
# Levels of LINK by what labels tell (``context.labels``), where the person's own site is known and where not.
_KNOWN_SITE = np.array([SITE_DIFFERS, 5, 4], dtype=np.uint8)
_NO_SITE = np.array([NO_SITE, 8, 7], dtype=np.uint8)


def read_labels(names: NameForms, accounts: AccountColumns, li: Rows, ri: Rows, out: Levels) -> None:
    """Set the level of LINK in ``out`` where no page or site agrees, but a label may hold the person's name."""
    links = accounts.links
    if not len(links.texts):
        return
    open_pairs = np.flatnonzero((out == SITE_DIFFERS) | (out == NO_SITE))
    if not len(open_pairs):
        return
    of_pair = links.sites.codes[ri[open_pairs]]
    sizes = np.diff(links.labels.starts)[of_pair]
    pair = np.repeat(open_pairs, sizes)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    text = links.labels.values[np.repeat(links.labels.starts[:-1][of_pair], sizes) + within].astype(np.int64)
    read = naming.readings(names, links.texts, li[pair], text)
    told = np.zeros(len(out), dtype=np.uint8)
    kinds = read[:, [_FAMILY, _GIVEN, _LEFT]].astype(np.int64)
    np.maximum.at(told, pair, context.labels(kinds[:, 0], kinds[:, 1], kinds[:, 2]))
    best = told[open_pairs]
    out[open_pairs] = np.where(out[open_pairs] == NO_SITE, _NO_SITE[best], _KNOWN_SITE[best])
