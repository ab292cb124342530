"""From pairs to clusters: who is one person, without chains and without contradictions.

Average linkage with a veto. Two clusters join where the mean, over all pairs between them, of the probability that the
pair is one person reaches the limit; a pair that was not found counts as no match, so that neighbours of neighbours do
not chain into one cluster (average linkage: R. Sokal, C. Michener, 1958). Two clusters between which any two records
contradict each other never join: a cannot-link (K. Wagstaff and others, Constrained K-means Clustering, 2001).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

#: Mean probability from which clusters join: a third record may join a sure pair by one of the two, a fourth may not.
LIMIT = 0.3
CHAIN = "too_few_pairs_between"

#: (id, id) -> why the two cannot be one person, or nothing; symmetric.
Veto = Callable[[str, str], str]


@dataclass(slots=True)
class Clusters:
    """``of`` gives each id its cluster: the smallest id in it.

    ``refused`` counts, by reason, the pairs at or above the limit whose records are in different clusters.
    """

    of: dict[str, str] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)

    def sizes(self) -> dict[int, int]:
        """Return how many clusters there are of each size."""
        return dict(sorted(Counter(Counter(self.of.values()).values()).items()))


def _never(one: str, other: str) -> str:
    return ""


class _Growing:
    """Clusters while they grow: members, and the sums of probabilities between neighbours."""

    def __init__(self, ids: Iterable[str], pairs: Iterable[tuple[str, str, float]], veto: Veto, limit: float) -> None:
        self.members: dict[str, list[str]] = {i: [i] for i in ids}
        self.sums: dict[str, dict[str, float]] = {i: {} for i in self.members}
        self._barred: dict[tuple[str, str], str] = {}
        self._veto, self._limit = veto, limit
        self._heap: list[tuple[float, str, str]] = []
        # In order of id, so that sums do not depend on the order in which pairs arrive.
        for one, other, chance in sorted(pairs):
            self.sums[one][other] = self.sums[other][one] = chance
            self._offer(*_pair(one, other))

    def _mean(self, one: str, other: str) -> float:
        return self.sums[one][other] / (len(self.members[one]) * len(self.members[other]))

    def _offer(self, one: str, other: str) -> None:
        if (mean := self._mean(one, other)) >= self._limit:
            heapq.heappush(self._heap, (-mean, one, other))

    def run(self) -> None:
        """Join the surest clusters until no two are left that may join."""
        while self._heap:
            least, one, other = heapq.heappop(self._heap)
            if one not in self.members or other not in self.members or self._mean(one, other) != -least:
                continue
            if (one, other) in self._barred:
                continue
            if reason := self._reason(one, other):
                self._barred[one, other] = reason
            else:
                self._join(one, other)

    def _reason(self, one: str, other: str) -> str:
        reasons = (self._veto(a, b) for a in self.members[one] for b in self.members[other])
        return next((r for r in reasons if r), "")

    def _join(self, one: str, other: str) -> None:
        """Put ``other`` (the larger id) into ``one``."""
        self.members[one] += self.members.pop(other)
        gone = self.sums.pop(other)
        own = self.sums[one]
        del own[other], gone[one]
        for neighbour in sorted({*own, *gone}):
            own[neighbour] = own.get(neighbour, 0.0) + gone.get(neighbour, 0.0)
            theirs = self.sums[neighbour]
            theirs.pop(other, None)
            theirs[one] = own[neighbour]
            pair = _pair(one, neighbour)
            # What one part of a cluster contradicts, all of it does.
            if reason := self._barred.get(pair) or self._barred.get(_pair(other, neighbour)):
                self._barred[pair] = reason
            else:
                self._offer(*pair)


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def cluster(
    ids: Iterable[str], pairs: Iterable[tuple[str, str, float]], *, veto: Veto = _never, limit: float = LIMIT
) -> Clusters:
    """Return the clusters of ``ids`` by ``pairs`` (id, id, probability), each pair given once.

    The order of ids and pairs makes no difference. ``veto`` names why two records cannot be one person.
    """
    listed = list(pairs)
    growing = _Growing(ids, listed, veto, limit)
    growing.run()
    found = Clusters({i: min(group) for group in growing.members.values() for i in group})
    groups = {min(group): group for group in growing.members.values()}
    for one, other, chance in listed:
        a, b = found.of[one], found.of[other]
        if chance >= limit and a != b:
            reasons = (veto(x, y) for x in groups[a] for y in groups[b])
            found.refused[next((r for r in reasons if r), CHAIN)] += 1
    return found
