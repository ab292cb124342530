"""Which part of the left side an account may be compared with."""

from __future__ import annotations

import pytest

from crmsocial.identity.services import merge
from matching import services, snapshot
from matching.models import MatchRun
from matching.snapshot import SideName, Sides, left_rows
from privacy import ledger
from tests.factories import identity as people

from .world import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> MatchRun:
    town(3)
    return services.start_run(actor=None)


def name(sides: Sides, platform: str, reason: str = "consent_given", *, pair_limited: bool = False) -> str:
    return str(sides.name(platform=platform, pair_limited=pair_limited, reason=reason))


def records(run: MatchRun, side: str) -> int:
    return len(list(left_rows(run.pk, SideName.parse(side))))


def refuse(constituent_id: object, platform: str = "") -> None:
    subject = ledger.Subject(constituent_id=constituent_id)  # type: ignore[arg-type]
    ledger.withdraw(subject=subject, platform=platform, purpose="identity_matching", actor=None, method="form")


def test_equal_parts_share_a_name(run: MatchRun) -> None:
    snapshot.take(run)
    sides = Sides(run.pk, ["x", "mastodon", "bluesky"])
    assert {name(sides, platform) for platform in ("x", "mastodon", "bluesky")} == {"all@bluesky"}
    assert name(sides, "x", "reasonable_expectation") == "all@bluesky"
    assert name(sides, "facebook", pair_limited=True) == "looked_for@facebook"


def test_bought_records_are_left_out_where_a_steward_must_decide(run: MatchRun) -> None:
    people.constituent(source_name="bought", kind="third_party")
    assert snapshot.take(run) == 4
    sides = Sides(run.pk, ["x"])
    assert records(run, name(sides, "x", "reasonable_expectation")) == 3
    assert records(run, name(sides, "x")) == 4


def test_who_refused_is_left_out_on_that_platform(run: MatchRun) -> None:
    everywhere, on_x = people.constituent(), people.constituent()
    refuse(everywhere)
    refuse(on_x, "x")
    assert snapshot.take(run) == 5
    sides = Sides(run.pk, ["x", "mastodon", "bluesky"])
    assert name(sides, "mastodon") == name(sides, "bluesky") == "all@bluesky"
    assert records(run, name(sides, "bluesky")) == 4
    assert records(run, name(sides, "x")) == 3


def test_only_those_who_agreed_stand_on_a_looked_for_side(run: MatchRun) -> None:
    agreed = people.constituent()
    people.notice_in_force()
    ledger.record(
        subject=ledger.Subject(constituent_id=agreed), purpose="identity_matching", state="ConsentGiven",
        basis="consent", method="form", event_time=run.created_at, actor=None, idempotency_key="agreed",
        platform="facebook",
    )  # fmt: skip
    snapshot.take(run)
    assert [row.constituent_id for row in left_rows(run.pk, SideName.parse("looked_for@facebook"))] == [agreed]


def test_merged_and_erased_people_are_not_in_it(run: MatchRun) -> None:
    one, two = people.constituent(), people.constituent()
    merge(into=one, others=[two], actor=None, reason="duplicate")
    assert snapshot.take(run) == 5
    homes = [row.constituent_id for row in left_rows(run.pk, SideName.parse("all@x"))]
    assert homes.count(one) == 2
    assert two not in homes
