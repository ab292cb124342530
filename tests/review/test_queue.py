"""The list beside a pair: filters, counts, neighbours."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from crmsocial.core.models import User
from privacy import gate
from privacy.models import Purpose
from review import leases, selectors
from review.filters import QueueFilters
from tests.factories.core import user_with
from tests.factories.identity import notice_in_force
from tests.factories.review import candidate, state_of

ANY = st.text(max_size=12)


@given(st.dictionaries(st.sampled_from(["pile", "band", "platform", "source", "age", "tier", "other"]), ANY))
def test_any_address_is_read_and_written_back(query: dict[str, str]) -> None:
    filters = QueueFilters.read(query)
    again = QueueFilters.read(QueryDict(filters.query.removeprefix("?")).dict())
    assert again == filters


@pytest.fixture
def ana() -> User:
    notice_in_force()
    return user_with("steward")


@pytest.mark.django_db
def test_the_window_keeps_the_order_of_the_queue_wherever_the_pair_stands(
    ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "BEFORE", 2)
    monkeypatch.setattr(selectors, "AFTER", 3)
    made = [candidate(priority=priority) for priority in (9, 5, 5, 5, 2, 2, 1)]
    order = [one.pk for one in sorted(made, key=lambda one: (-one.priority, one.pk))]
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason="tests", actor=ana):
        for place, pk in enumerate(order):
            window = selectors.window(
                filters=QueueFilters(), user=ana, around=state_of(made[[m.pk for m in made].index(pk)])
            )
            shown = [row.candidate.pk for row in window.rows]
            assert shown == order[max(0, place - 2) : place + 4]
            assert window.previous == (order[place - 1] if place else None)
            assert window.following == (order[place + 1] if place + 1 < len(order) else None)
        head = selectors.window(filters=QueueFilters(), user=ana, around=None)
        assert [row.candidate.pk for row in head.rows] == order[:5]


@pytest.mark.django_db
def test_neighbours_that_a_colleague_holds_are_shown_and_passed_over(ana: User) -> None:
    one, held, free = candidate(), candidate(), candidate()
    ben = user_with("steward", first_name="Ben", last_name="Park")
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason="tests", actor=ben):
        leases.claim(candidate_id=held.pk, user=ben)
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason="tests", actor=ana):
        window = selectors.window(filters=QueueFilters(), user=ana, around=state_of(one))
    assert {row.candidate.pk: row.held_by for row in window.rows} == {one.pk: "", held.pk: "Ben Park", free.pk: ""}
    assert window.following == free.pk


@pytest.mark.django_db
def test_counts_stop_where_nobody_counts_further(ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "COUNTED_TO", 2)
    for _ in range(4):
        candidate(band="refer")
    candidate(band="append")
    candidate(band="append", state="rejected")
    with gate.purpose(Purpose.IDENTITY_MATCHING, reason="tests", actor=ana):
        counts = {count.band: (count.shown, count.more) for count in selectors.counts(QueueFilters(band="append"))}
    assert counts == {"append": (1, False), "refer": (2, True), "do_not_append": (0, False)}
