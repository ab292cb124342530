"""The hourly sweep by the platforms' terms, with time that has really passed in the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now

from crmsocial.core import jobs
from crmsocial.personas.models import Persona
from privacy.consent.subjects import Subject
from privacy.facts import accounts
from privacy.gate import purpose
from privacy.holds import services as holds
from privacy.judging.circumstances import database_now
from privacy.models import Account, ConsentEvent, Erasure, RetentionRun, Suppression
from privacy.retention import platform_sweep, reports
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent, of, persona, visible

pytestmark = pytest.mark.django_db


def youtube(**values: object) -> Persona:
    row = persona("youtube", basis="consent", kind="network", **values)  # type: ignore[arg-type]
    act(of(row), platform="youtube")
    return row


def aged(row: Persona, **fields: timedelta) -> None:
    Account.objects.filter(pk=row.pk).update(**{name: Now() - ago for name, ago in fields.items()})


def sweep() -> RetentionRun:
    """A whole sweep, and the erasures that it began."""
    job = platform_sweep.enter()
    jobs.drain(until=job.pk, timeout=60)
    run = RetentionRun.objects.filter(kind=reports.PLATFORMS).latest("started_at")
    for pk in reports.erasures(run):
        erasure = Erasure.objects.get(pk=pk)
        assert erasure.job_id is not None
        jobs.drain(until=erasure.job_id, timeout=60)
    return run


def there(row: Persona) -> bool:
    with purpose("erasure", reason="test"):
        return Persona.objects.filter(pk=row.pk).exists()


def entry(run: RetentionRun, rule: str) -> dict[str, object]:
    return next(row for row in run.report if row["rule"] == rule)


def test_interface_data_of_youtube_goes_30_days_after_its_last_refresh() -> None:
    over, young = youtube(), youtube()
    published = persona("youtube", basis="public", kind="public_list")
    aged(over, registered_at=timedelta(days=30, seconds=1))
    aged(young, registered_at=timedelta(days=29, hours=23))
    aged(published, registered_at=timedelta(days=400))
    run = sweep()
    assert not there(over) and there(young) and there(published)
    assert not Account.objects.filter(pk=over.pk).exists()
    assert entry(run, "youtube_interface") | {"erasures": []} == {
        "rule": "youtube_interface",
        "category": "persona",
        "source": None,
        "days": None,
        "found": 1,
        "held": 0,
        "erased": 1,
        "erasures": [],
        "stopped": False,
    }
    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.origin, erasure.platform) == ("complete", "retention", "youtube")
    assert run.finished_at is not None


def test_nobody_said_no_so_the_account_may_come_back_by_a_refresh() -> None:
    row = youtube()
    acts = ConsentEvent.objects.count()
    aged(row, registered_at=timedelta(days=31))
    sweep()
    assert ConsentEvent.objects.count() == acts and not Suppression.objects.exists()


def test_a_refresh_starts_the_time_anew() -> None:
    row = youtube()
    aged(row, registered_at=timedelta(days=31))
    accounts.register([accounts.AccountFacts(row.pk, "youtube", f"id:{row.account_id}", "consent", "network")])
    assert reports.total(sweep(), "found") == 0 and there(row) and visible(row)


def test_what_is_held_is_spared_and_reported() -> None:
    who = constituent()
    held, going = youtube(holder=who), youtube()
    for row in (held, going):
        aged(row, registered_at=timedelta(days=40))
    admin = user_with("privacy_admin")
    hold = holds.place(actor=admin, ground="legal_claim", constituent_id=who, review_on=date(2027, 6, 1))
    run = sweep()
    assert there(held) and not there(going)
    found = entry(run, "youtube_interface")
    assert (found["found"], found["held"], found["erased"]) == (2, 1, 1)
    holds.lift(hold=hold, actor=admin)
    sweep()
    assert not there(held)


def test_a_hold_on_the_source_keeps_what_it_gave() -> None:
    row = youtube()
    aged(row, registered_at=timedelta(days=40))
    holds.place(
        actor=user_with("privacy_admin"),
        ground="tax_law",
        source=row.source,
        covers="persona",
        review_on=date(2027, 6, 1),
    )
    assert entry(sweep(), "youtube_interface")["held"] == 1 and there(row)


def test_a_hold_on_something_else_keeps_no_account() -> None:
    who = constituent()
    row = youtube(holder=who)
    aged(row, registered_at=timedelta(days=40))
    holds.place(
        actor=user_with("privacy_admin"),
        ground="tax_law",
        constituent_id=who,
        covers="transactions",
        review_on=date(2027, 6, 1),
    )
    sweep()
    assert not there(row)


def test_revoked_interface_data_goes_within_a_week(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [youtube() for _number in range(3)]
    for row in rows[:2]:
        act(of(row), "ConsentRevoked", platform="youtube")
    sweep()
    assert all(map(there, rows)), "seven days are not over"
    act(of(rows[1]), platform="youtube")
    # The ledger refuses to be changed, so it is the clock that moves on.
    monkeypatch.setattr(platform_sweep, "database_now", lambda: database_now() + timedelta(days=7, hours=1))
    sweep()
    assert [there(row) for row in rows] == [False, True, True]


def test_meta_s_interface_data_goes_when_no_consent_covers_it_any_more() -> None:
    gone, never_asked = (persona("facebook", basis="consent", kind="network") for _number in range(2))
    act(of(gone), platform="facebook")
    sweep()
    assert there(gone)
    act(of(gone), "ConsentWithdrawn", platform="facebook")
    sweep()
    assert not there(gone) and there(never_asked)


def test_what_a_consent_that_is_over_covered_goes_too() -> None:
    now = database_now()
    rows = [persona("facebook", basis="consent", kind="network") for _number in range(3)]
    for row, ends in zip(rows, (timedelta(hours=-1), timedelta(hours=1), timedelta(hours=1)), strict=True):
        act(of(row), platform="facebook", event_time=now - timedelta(days=9), expires_at=now + ends)
    act(of(rows[1]), "ConsentInvalidated", platform="facebook")
    sweep()
    assert [there(row) for row in rows] == [False, False, True]


def test_a_no_of_the_holder_counts_too_and_one_to_a_single_purpose_does_not() -> None:
    who = constituent()
    row = persona("instagram", basis="consent", kind="network", holder=who)
    act(of(row), platform="instagram")
    act(Subject(constituent_id=who), "ConsentWithdrawn", purpose="profile_view", platform="instagram")
    sweep()
    assert there(row)
    act(Subject(constituent_id=who), "ConsentWithdrawn")
    sweep()
    assert not there(row)


def test_what_was_read_with_a_member_s_token_goes_with_the_token() -> None:
    over, living = (persona("linkedin", basis="consent", kind="form") for _number in range(2))
    Account.objects.filter(pk=over.pk).update(keep_until=Now() - timedelta(seconds=1))
    Account.objects.filter(pk=living.pk).update(keep_until=Now() + timedelta(days=1))
    sweep()
    assert not there(over) and there(living)


def test_linkedin_s_interface_is_kept_for_a_day_unless_a_token_lives() -> None:
    over, young, with_token, typed = (
        persona("linkedin", basis="consent", kind=kind) for kind in ("network", "network", "network", "form")
    )
    for row in (over, with_token, typed):
        aged(row, registered_at=timedelta(hours=25))
    Account.objects.filter(pk=with_token.pk).update(keep_until=Now() + timedelta(days=1))
    sweep()
    assert [there(row) for row in (over, young, with_token, typed)] == [False, True, True, True]


@pytest.mark.parametrize(
    ("platform", "signals", "hours", "gone"),
    [
        ("bluesky", {"active": False, "account_status": "deleted"}, 25, True),
        ("bluesky", {"active": False, "account_status": "deleted"}, 23, False),
        ("bluesky", {"active": False, "account_status": "deactivated"}, 9_999, False),
        ("x", {"protected": True}, 25, True),
        ("x", {"protected": False}, 25, False),
        ("mastodon", {"discoverable": True, "suspended": True}, 24 * 29, False),
        ("mastodon", {"discoverable": True, "suspended": True}, 24 * 31, True),
        ("mastodon", {"discoverable": True, "memorial": True}, 9_999, False),
    ],
)
def test_what_the_platform_says_is_gone_goes_in_time(
    platform: str, signals: dict[str, object], hours: int, gone: bool
) -> None:
    row = persona(platform, **signals)  # type: ignore[arg-type]
    noted = Account.objects.filter(pk=row.pk, signal_since__isnull=False)
    noted.update(signal_since=F("signal_since") - timedelta(hours=hours))
    sweep()
    assert there(row) is not gone


def test_a_signal_that_came_before_the_rule_read_it_gets_its_time_now() -> None:
    row = persona("bluesky", active=True, account_status="tombstoned")
    Account.objects.filter(pk=row.pk).update(signal_since=None)
    sweep()
    assert there(row) and Account.objects.get(pk=row.pk).signal_since is not None


def test_an_account_that_came_back_is_left_alone() -> None:
    row = persona("x", account_status="suspended")
    aged(row, signal_since=timedelta(days=3))
    facts = accounts.AccountFacts(row.pk, "x", f"id:{row.account_id}", "public", "public_list", {})
    accounts.register([facts])
    sweep()
    assert there(row)


def test_many_go_in_slices_and_none_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform_sweep, "AT_ONCE", 2)
    monkeypatch.setattr(platform_sweep, "SLICE", 0.0)
    rows = [youtube() for _number in range(5)]
    for row in rows:
        aged(row, registered_at=timedelta(days=31))
    run = sweep()
    found = entry(run, "youtube_interface")
    assert (found["found"], found["erased"], len(found["erasures"])) == (5, 5, 3)  # type: ignore[arg-type]
    assert not any(map(there, rows))
    assert reports.total(sweep(), "found") == 0


def test_what_an_open_erasure_is_about_is_not_begun_again() -> None:
    row = youtube()
    aged(row, registered_at=timedelta(days=31))
    for _time in range(2):
        job = platform_sweep.enter()
        jobs.drain(until=job.pk, timeout=60)
    assert Erasure.objects.count() == 1


def test_a_sweep_is_entered_once() -> None:
    assert platform_sweep.enter().pk == platform_sweep.enter().pk
