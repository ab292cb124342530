"""Counting columns gives what counting record by record gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.frequencies import Frequencies, count
from matching.engine.names import read_names, surname_key
from matching.engine.normalise import is_shared_host, squeeze, urls
from matching.engine.records import Record


def _kept(found: Iterable[tuple[str, str]]) -> dict[str, int]:
    return {v: n for v, n in Counter(value for value, _ in set(found) if value).items() if n > 1}


def _one_by_one(records: list[Record]) -> Frequencies:
    named = [(read_names(r), r.key) for r in records]
    return Frequencies(
        total=len({r.key for r in records}),
        family=_kept((surname_key(n), k) for n, k in named),
        given=_kept((n.given[0] if n.given else "", k) for n, k in named),
        city=_kept((squeeze(r.city or ""), r.key) for r in records),
        host=_kept((h, r.key) for r in records for h, _ in urls(r.website) if not is_shared_host(h)),
    )


_records = st.lists(
    st.builds(
        Record,
        id=st.integers(0, 999).map(str),
        group=st.sampled_from([None, None, "g"]),
        given_name=st.sampled_from([None, "Ana", "ANA", "J."]),
        family_name=st.sampled_from([None, "Lima", "Límà", "Reis"]),
        city=st.sampled_from([None, "Porto", "porto ", "-"]),
        website=st.sampled_from(
            [None, "lima.example", "www.lima.example/a|lima.example/b", "facebook.com/x|reis.example"]
        ),
    ),
    max_size=12,
    unique_by=lambda r: r.id,
)


@settings(deadline=None)
@given(_records, st.booleans())
def test_counts_of_columns(records: list[Record], grouped: bool) -> None:
    records = records if grouped else [Record(r.id, city=r.city, full_name=r.family_name) for r in records]
    assert count(records) == _one_by_one(records)
