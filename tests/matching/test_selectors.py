"""Reading the queue."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crmsocial.core.errors import InvalidInput, NotFound
from matching import selectors, services
from matching.models import Candidate
from matching.selectors import QueueFilters
from privacy.gate import purpose
from tests.factories import identity as people

from .world import Holder, candidate_of, town, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def matched() -> list[Holder]:
    holders = town(6)
    people.constituent({"given_name": "Amelia", "family_name": "Thornbury"})
    work_off(services.start_run(actor=None))
    return holders


def pages(filters: QueueFilters, limit: int) -> list[Candidate]:
    found, cursor = [], ""
    while True:
        page = selectors.queue_page(filters, cursor, limit=limit)
        found += page.candidates
        cursor = page.next_cursor
        if not cursor:
            return found


def test_pages_by_key_show_every_row_once_in_order(matched: list[Holder]) -> None:
    with purpose("identity_matching", reason="tests"):
        found = pages(QueueFilters(), 2)
        assert [one.pk for one in found] == [one.pk for one in pages(QueueFilters(), 100)]
        assert len({one.pk for one in found}) == len(found) >= 6
        keys = [(-one.priority, one.pk) for one in found]
        assert keys == sorted(keys)
        with pytest.raises(InvalidInput):
            selectors.queue_page(QueueFilters(), "nonsense")


def test_filters(matched: list[Holder]) -> None:
    with purpose("identity_matching", reason="tests"):
        assert {one.band for one in pages(QueueFilters(band="refer"), 10)} == {"refer"}
        assert pages(QueueFilters(platform="x"), 10) == []
        assert pages(QueueFilters(giving_tier=4), 10) == []
        assert pages(QueueFilters(older_than=1), 10) == []
        assert pages(QueueFilters(newer_than=1), 10) == pages(QueueFilters(), 10)
        assert pages(QueueFilters(came_back=True), 10) == []
        source = pages(QueueFilters(), 10)[0].source_id
        assert pages(QueueFilters(source_id=source), 10) == pages(QueueFilters(), 10)


def test_counts_are_bounded(matched: list[Holder], monkeypatch: pytest.MonkeyPatch) -> None:
    with purpose("identity_matching", reason="tests"):
        counts = selectors.counts_by_band()
        assert counts["refer"].count == len(pages(QueueFilters(band="refer"), 10))
        assert not counts["refer"].more
        bounded = selectors.bounded_count(Candidate.objects.all(), limit=2)
        assert str(bounded) == "2+"


def test_nothing_without_a_purpose(matched: list[Holder]) -> None:
    assert pages(QueueFilters(), 10) == []
    assert selectors.counts_by_band()["refer"].count == 0
    with pytest.raises(NotFound):
        selectors.candidate(candidate_of(matched[0]).pk)


def test_a_candidate_in_words(matched: list[Holder]) -> None:
    with purpose("identity_matching", reason="tests"):
        view = selectors.candidate(candidate_of(matched[1]).pk)
        assert view.rule_sentence
        labels = [row.label for row in view.evidence]
        assert "Name" in labels and "Handle" in labels
        assert all("%(" not in row.sentence for row in view.evidence)
        rivals = selectors.runner_ups(candidate_of(matched[0]))
        assert [one.persona_id for one in rivals] == [matched[0].persona.pk] * len(rivals)
        assert len(rivals) >= 1
        own = selectors.for_constituent(matched[1].constituent_id)
        assert own[0].persona_id == matched[1].persona.pk


def test_a_page_takes_one_query(matched: list[Holder]) -> None:
    with (
        purpose("identity_matching", reason="tests"),
        CaptureQueriesContext(
            connection,
        ) as queries,
    ):
        page = selectors.queue_page(QueueFilters(band="refer"))
        assert [one.persona.handle for one in page.candidates]
        assert len(queries) == 1
