"""No cell of a file is run as a formula."""

from __future__ import annotations

import csv
import io

import pytest

from privacy.exports.cells import harmless, lines


@pytest.mark.parametrize(
    "text", ["=1+1", "+49 30", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =1", '=HYPERLINK("x")', "|calc", "%0A"]
)
def test_what_a_spreadsheet_would_run_stands_behind_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ana", "a=b", "555-0142", "'quoted'", "ana@example.org"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_quotes_and_lines_survive() -> None:
    row = ["a", 'say "hi"', "two\nlines", "=x"]
    assert list(csv.reader(io.StringIO(lines([row]).decode(), newline=""))) == [["a", 'say "hi"', "two\nlines", "'=x"]]
