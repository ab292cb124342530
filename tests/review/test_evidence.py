"""Evidence arranged for reading adds up as it was."""

from __future__ import annotations

from math import isclose

from hypothesis import given
from hypothesis import strategies as st

from matching.selectors import EvidenceRow
from review.evidence import SMALL_BITS, arrange

KINDS = st.sampled_from(["prior", "name", "handle", "bio", "place", "email", "competition", "calibration"])
ROWS = st.lists(
    st.builds(
        lambda kind, bits: EvidenceRow(kind, kind.title(), "", bits, "", "", ""),
        KINDS,
        st.floats(-20, 20, allow_nan=False),
    ),
    max_size=14,
)


@given(ROWS)
def test_the_sum_stays_and_the_heaviest_comes_first(rows: list[EvidenceRow]) -> None:
    shown = arrange(rows)
    assert isclose(sum(row.bits for row in shown), sum(row.bits for row in rows), abs_tol=1e-9)
    pieces = [row for row in shown if row.label in {"Name", "Handle", "Bio", "Place", "Email"}]
    assert [abs(row.bits) for row in pieces] == sorted((abs(row.bits) for row in pieces), reverse=True)
    assert sum(abs(row.bits) < SMALL_BITS for row in pieces) <= 1


def test_the_start_is_first_and_competition_last() -> None:
    rows = [
        EvidenceRow(kind, kind, "", bits, "", "", "")
        for kind, bits in [("competition", -1), ("name", 9), ("prior", -8)]
    ]
    assert [row.label for row in arrange(rows)] == ["prior", "name", "competition"]
