"""What changed between versions, and which consents no longer speak for the use."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.notices import diff

USE: dict[str, Any] = {"source": "forms", "category": "persona", "purpose": "export", "basis": "consent"}
NOT: dict[str, Any] = {"source": "friends", "category": "social_graph", "collected": False}


def test_lines_added_removed_and_changed() -> None:
    new = [{**USE, "recipients": ["Acme"], "retention_days": 30}, NOT]
    gone = {**USE, "purpose": "contact"}
    changed, added, removed = diff.lines([USE, gone], new)
    assert (changed.kind, changed.fields) == ("changed", ("recipients", "retention_days"))
    assert changed.field_labels == ["recipients", "days kept"]
    assert (added.kind, added.line.category) == ("added", "social_graph")
    assert (removed.kind, removed.line.purpose) == ("removed", "contact")
    assert diff.lines(new, new) == []


@pytest.mark.parametrize(
    ("new", "reasons"),
    [
        ([USE], []),
        ([{**USE, "source": "a list"}], []),
        ([{**USE, "retention_days": 3}], []),
        ([], []),
        ([USE, NOT], []),
        ([USE, {**USE, "purpose": "contact"}], [("contact", "new_use")]),
        ([USE, {**USE, "purpose": "contact", "basis": "contract"}], []),
        ([{**USE, "recipients": ["Post", "Acme"]}], [("export", "new_recipient")]),
        ([{**USE, "exchanged_for_value": True}], [("export", "newly_exchanged")]),
        (
            [{**USE, "recipients": ["Acme"], "exchanged_for_value": True}],
            [("export", "new_recipient"), ("export", "newly_exchanged")],
        ),
    ],
)
def test_only_what_the_person_could_not_know_is_asked_again(
    new: list[dict[str, Any]], reasons: list[tuple[str, str]]
) -> None:
    asks = diff.asks_again([{**USE, "recipients": ["Post"]} if reasons == [("export", "new_recipient")] else USE], new)
    assert [(one.purpose, one.reason) for one in asks] == reasons


def test_the_reason_names_the_recipient() -> None:
    (ask,) = diff.asks_again([USE], [{**USE, "recipients": ["Acme Ltd"]}])
    assert ask.sentence == "a new recipient: Acme Ltd" and ask.use_label.startswith("Handing data out")


def test_words_are_marked_and_not_whole_paragraphs() -> None:
    pieces = diff.text("We keep it a year.\n\nBye.", "We keep it two years.\n\nBye.")
    assert [(one.kind, one.text) for one in pieces if one.kind != "same"] == [
        ("removed", "a"),
        ("added", "two"),
        ("removed", "year"),
        ("added", "years"),
    ]


@given(st.text(alphabet="ab \n.", max_size=40), st.text(alphabet="ab \n.", max_size=40))
def test_the_pieces_give_both_texts_back(old: str, new: str) -> None:
    pieces = diff.text(old, new)
    assert "".join(one.text for one in pieces if one.kind != "removed") == new
    assert "".join(one.text for one in pieces if one.kind != "added") == old
