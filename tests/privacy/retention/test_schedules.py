"""The organisation's own schedules: seen first, then nightly, and nothing that is held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from crmsocial.constituents.models import Interaction, Source, SourceRecord
from crmsocial.core import jobs
from crmsocial.core.errors import Conflict, InvalidInput, NotPermitted
from crmsocial.core.models import AuditEntry, Job, User
from crmsocial.intake.models import Batch, BatchError
from crmsocial.personas.models import Persona
from privacy.erasure import services as erasures
from privacy.gate import purpose
from privacy.holds import services as holds
from privacy.models import Account, Erasure, RequestNote, RetentionRun, RetentionSchedule, SubjectRequest
from privacy.retention import registry, reports, running, services
from tests.factories import people
from tests.factories.core import user_with
from tests.privacy.factories import persona

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def admin() -> User:
    return user_with("privacy_admin")


def active(admin: User, category: str, days: int = 365, source: Source | None = None) -> RetentionSchedule:
    schedule = services.create(actor=admin, category=category, keep_days=days, source=source)
    services.preview(schedule=schedule, actor=admin)
    services.switch_on(schedule=schedule, actor=admin)
    return schedule


def run(schedule: RetentionSchedule, admin: User) -> RetentionRun:
    """A whole run, and the erasures that it began."""
    begun = services.run_now(schedule=schedule, actor=admin)
    assert begun.job_id is not None
    jobs.drain(until=begun.job_id, timeout=60)
    begun.refresh_from_db()
    for pk in reports.erasures(begun):
        erasure = Erasure.objects.get(pk=pk)
        assert erasure.job_id is not None
        jobs.drain(until=erasure.job_id, timeout=60)
    return begun


def counts(begun: RetentionRun) -> tuple[int, int, int]:
    return (reports.total(begun, "found"), reports.total(begun, "held"), reports.total(begun, "erased"))


def hold(admin: User, **about: Any) -> Any:
    return holds.place(actor=admin, ground="tax_law", review_on=date(2027, 6, 1), **about)


# --- a schedule's life


def test_it_deletes_nothing_before_somebody_saw_what_it_would_delete(admin: User) -> None:
    schedule = services.create(actor=admin, category="transactions", keep_days=365)
    with pytest.raises(Conflict, match="Look first"):
        services.switch_on(schedule=schedule, actor=admin)
    with pytest.raises(Conflict, match="Switch the schedule on"):
        services.run_now(schedule=schedule, actor=admin)
    with pytest.raises(IntegrityError, match="retention_seen_first"), transaction.atomic():
        RetentionSchedule.objects.filter(pk=schedule.pk).update(active=True)
    services.preview(schedule=schedule, actor=admin)
    services.switch_on(schedule=schedule, actor=admin)
    assert RetentionSchedule.objects.get().active


def test_other_days_must_be_seen_again(admin: User) -> None:
    schedule = active(admin, "transactions")
    services.change(schedule=schedule, actor=admin, keep_days=365)
    assert RetentionSchedule.objects.get().active, "nothing was changed"
    services.change(schedule=schedule, actor=admin, keep_days=30)
    stands = RetentionSchedule.objects.get()
    assert (stands.active, stands.previewed_at, stands.keep_days) == (False, None, 30)


def test_a_preview_of_other_days_than_those_that_stand_opens_nothing(admin: User) -> None:
    schedule = services.create(actor=admin, category="transactions", keep_days=365)
    stale = RetentionSchedule.objects.get()
    services.change(schedule=schedule, actor=admin, keep_days=30)
    services.preview(schedule=stale, actor=admin)
    assert RetentionSchedule.objects.get().previewed_at is None


def test_one_schedule_for_one_thing(admin: User) -> None:
    services.create(actor=admin, category="transactions", keep_days=365)
    with pytest.raises(Conflict, match="already"):
        services.create(actor=admin, category="transactions", keep_days=30)
    services.create(actor=admin, category="transactions", keep_days=30, source=people.source())


@pytest.mark.parametrize(("category", "days"), [("social_graph", 30), ("gossip", 30), ("transactions", 0)])
def test_what_nothing_holds_cannot_be_scheduled(admin: User, category: str, days: int) -> None:
    with pytest.raises(InvalidInput):
        services.create(actor=admin, category=category, keep_days=days)


def test_what_comes_from_no_source_has_no_schedule_by_source(admin: User) -> None:
    with pytest.raises(InvalidInput, match="does not come from a source"):
        services.create(actor=admin, category="request_notes", keep_days=30, source=people.source())


def test_only_privacy_admins_make_them_and_all_of_it_is_audited(admin: User) -> None:
    with pytest.raises(NotPermitted):
        services.create(actor=user_with("administrator"), category="transactions", keep_days=30)
    schedule = active(admin, "transactions")
    run(schedule, admin)
    services.switch_off(schedule=schedule, actor=admin)
    verbs = AuditEntry.objects.filter(verb__startswith="retention.").values_list("verb", flat=True)
    assert set(verbs) == {
        "retention.created",
        "retention.previewed",
        "retention.switched_on",
        "retention.run",
        "retention.switched_off",
    }


def test_every_kind_says_what_it_is_and_since_when() -> None:
    assert {one.category for one in registry.every()} == {
        "transactions",
        "content",
        "contact",
        "persona",
        "import_errors",
        "request_notes",
    }
    assert all(str(one.label) and str(one.since).startswith("since") for one in registry.every())


# --- what each kind deletes


def interactions() -> tuple[Interaction, Interaction, Interaction]:
    """An old gift and a new one, and an old call."""
    ana = people.person(full_name="Ana Olsen")
    return (
        people.gift(ana, "10", at=LONG_AGO),
        people.gift(ana, "20", at=datetime.now(UTC)),
        people.gift(ana, "0", at=LONG_AGO, kind="call"),
    )


def test_transactions_and_words_age_apart(admin: User) -> None:
    old, new, call = interactions()
    assert counts(run(active(admin, "transactions"), admin)) == (1, 0, 1)
    assert set(Interaction.objects.all()) == {new, call}
    assert counts(run(active(admin, "content"), admin)) == (1, 0, 1)
    assert set(Interaction.objects.all()) == {new} and old not in Interaction.objects.all()


def test_a_preview_changes_nothing_and_says_the_same_as_the_run(admin: User) -> None:
    old, _new, _call = interactions()
    schedule = services.create(actor=admin, category="transactions", keep_days=365)
    found = services.preview(schedule=schedule, actor=admin)
    assert (found.due, found.held, found.going, found.sample) == (1, 0, 1, [old.pk])
    assert Interaction.objects.count() == 3
    services.switch_on(schedule=schedule, actor=admin)
    assert counts(run(schedule, admin)) == (1, 0, 1)


def test_a_held_person_s_transactions_stay(admin: User) -> None:
    held, free = people.person(full_name="Ana Olsen"), people.person(full_name="Ben Park")
    kept, _gone = people.gift(held, "10", at=LONG_AGO), people.gift(free, "10", at=LONG_AGO)
    standing = hold(admin, constituent_id=held.id, covers="transactions")
    schedule = active(admin, "transactions")
    assert counts(run(schedule, admin)) == (2, 1, 1)
    assert list(Interaction.objects.all()) == [kept]
    holds.lift(hold=standing, actor=admin)
    assert counts(run(schedule, admin)) == (1, 0, 1)


def test_what_an_erasure_left_behind_for_a_hold_is_still_held(admin: User) -> None:
    ana = people.person(full_name="Ana Olsen")
    people.gift(ana, "10", at=LONG_AGO)
    hold(admin, constituent_id=ana.id, covers="transactions")
    erasure = erasures.start(scope="person", origin="staff", actor=admin, constituent_ids=[ana.id])
    for _slice in range(30):
        jobs.work(erasure.job_id)  # type: ignore[arg-type]
        erasure.refresh_from_db()
        if erasure.state == "blocked":
            break
    assert erasure.blocked_by == "hold:tax_law" and Interaction.objects.count() == 1
    assert counts(run(active(admin, "transactions"), admin)) == (1, 1, 0)
    assert Interaction.objects.count() == 1


def test_a_held_source_s_transactions_stay(admin: User) -> None:
    people.gift(people.person(people.source("tickets")), "10", at=LONG_AGO)
    hold(admin, source=people.source("tickets"))
    assert counts(run(active(admin, "transactions"), admin)) == (1, 1, 0)


def test_a_source_with_a_schedule_of_its_own_is_left_to_it(admin: User) -> None:
    tickets = people.source("tickets")
    people.gift(people.person(tickets), "10", at=LONG_AGO)
    people.gift(people.person(), "10", at=LONG_AGO)
    own = services.create(actor=admin, category="transactions", keep_days=365 * 50, source=tickets)
    assert counts(run(active(admin, "transactions"), admin)) == (1, 0, 1)
    assert Interaction.objects.count() == 1, "even while its own schedule is not active"
    services.change(schedule=own, actor=admin, keep_days=30)
    services.preview(schedule=own, actor=admin)
    services.switch_on(schedule=own, actor=admin)
    assert counts(run(own, admin)) == (1, 0, 1)


def test_former_versions_go_and_the_newest_stays(admin: User) -> None:
    ana = people.person(full_name="Ana Olsen")
    second = people.record(ana.identities[0], {"full_name": "Ana Ortega"})
    third = people.record(ana.identities[0], {"full_name": "Ana María Ortega"})
    schedule = active(admin, "contact", days=1)
    assert counts(run(schedule, admin)) == (0, 0, 0), "they were replaced a moment ago"
    ben = people.person(full_name="Ben Park")
    with purpose("erasure", reason="test"):
        SourceRecord.objects.all().delete()
    first = _version(ana, 1, days=90)
    second = _version(ana, 2, days=60)
    third = _version(ana, 3, days=0)
    only = _version(ben, 1, days=900)
    # The second stood until today.
    assert counts(run(schedule, admin)) == (1, 0, 1)
    assert set(SourceRecord.objects.all()) == {second, third, only} and first.pk not in {second.pk, third.pk}


def _version(who: people.Person, number: int, *, days: int) -> SourceRecord:
    row = SourceRecord.objects.create(
        identity=who.identities[0],
        version=number,
        values={"full_name": f"Version {number}"},
        content_hash=bytes([number]) * 32,
        basis="contract",
        received_at=Now() - timedelta(days=days),
    )
    who.identities[0].current_record = row
    who.identities[0].save(update_fields=["current_record"])
    return row


def test_accounts_that_no_source_gave_for_long_go_through_an_erasure(admin: User) -> None:
    old, young = persona("x"), persona("x")
    Account.objects.filter(pk=old.pk).update(seen_at=LONG_AGO)
    schedule = active(admin, "persona")
    assert counts(run(schedule, admin)) == (1, 0, 1)
    with purpose("erasure", reason="test"):
        assert set(Persona.objects.all()) == {young}
    erasure = Erasure.objects.get()
    assert (erasure.state, erasure.origin, erasure.persona_ids) == ("complete", "retention", [old.pk])
    assert counts(run(schedule, admin)) == (0, 0, 0)


def test_an_account_that_is_being_erased_is_not_counted_again(admin: User) -> None:
    old = persona("x")
    Account.objects.filter(pk=old.pk).update(seen_at=LONG_AGO)
    schedule = active(admin, "persona")
    begun = services.run_now(schedule=schedule, actor=admin)
    jobs.drain(until=begun.job_id, timeout=60)
    assert Erasure.objects.exclude(state="complete").count() == 1
    assert services.preview(schedule=schedule, actor=admin).due == 0


def test_bad_rows_and_words_of_requests_go(admin: User) -> None:
    batch = Batch.objects.create(
        source=people.source(), entity="constituents", basis="contract", state="loaded", finished_at=LONG_AGO
    )
    recent = Batch.objects.create(
        source=people.source(), entity="constituents", basis="contract", state="loaded", finished_at=Now()
    )
    for one in (batch, recent):
        BatchError.objects.create(batch=one, line=2, column="email", value="ana at example", reason="No address.")
    for closed_at, state in ((LONG_AGO, "fulfilled"), (None, "open")):
        request = SubjectRequest.objects.create(
            kind="access",
            state=state,
            received_via="letter",
            received_at=LONG_AGO,
            due_on=date(2020, 2, 1),
            identity_verified_at=LONG_AGO,
            closed_at=closed_at,
        )
        request.refresh_from_db()
        RequestNote.objects.create(request=request, kind="received", text="Please tell me what you have.")
    assert counts(run(active(admin, "import_errors"), admin)) == (1, 0, 1)
    assert BatchError.objects.get().batch == recent
    assert counts(run(active(admin, "request_notes"), admin)) == (1, 0, 1)
    assert RequestNote.objects.get().request.state == "open"


# --- runs


def test_a_run_is_cut_into_slices_and_may_be_killed_between_them(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = people.person(full_name="Ana Olsen")
    for _number in range(5):
        people.gift(ana, "10", at=LONG_AGO)
    schedule = active(admin, "transactions")
    monkeypatch.setattr(running, "AT_ONCE", 2)
    begun = services.run_now(schedule=schedule, actor=admin)
    first = running.advance(begun.pk, schedule.pk, after=None)
    assert first is not None and Interaction.objects.count() == 3
    # Killed before the job wrote down where it stood: it begins once more, and counts what is still there.
    jobs.drain(until=begun.job_id, timeout=60)
    begun.refresh_from_db()
    assert Interaction.objects.count() == 0 and counts(begun) == (5, 0, 5)
    assert begun.finished_at is not None


def test_a_schedule_that_is_switched_off_stops_at_its_next_slice(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = people.person(full_name="Ana Olsen")
    for _number in range(4):
        people.gift(ana, "10", at=LONG_AGO)
    schedule = active(admin, "transactions")
    monkeypatch.setattr(running, "AT_ONCE", 2)
    begun = services.run_now(schedule=schedule, actor=admin)
    running.advance(begun.pk, schedule.pk, after=None)
    services.switch_off(schedule=schedule, actor=admin)
    jobs.drain(until=begun.job_id, timeout=60)
    begun.refresh_from_db()
    assert Interaction.objects.count() == 2 and begun.report[0]["stopped"] is True


def test_at_night_all_that_are_active_run_once(admin: User) -> None:
    assert running.enter_nightly() is None
    interactions()
    active(admin, "transactions")
    services.create(actor=admin, category="content", keep_days=30)
    begun = running.enter_nightly()
    again = running.enter_nightly()
    assert begun is not None and again == begun and Job.objects.filter(kind=running.JOB_KIND).count() == 1
    jobs.drain(until=begun.job_id, timeout=60)
    assert Interaction.objects.count() == 2, "the call stays: its schedule was not switched on"


def test_a_cancelled_run_has_ended(admin: User) -> None:
    schedule = active(admin, "transactions")
    begun = services.run_now(schedule=schedule, actor=admin)
    jobs.cancel(job=Job.objects.get(pk=begun.job_id), actor=admin)
    begun.refresh_from_db()
    assert begun.finished_at is not None


def test_what_no_app_holds_any_more_is_told(admin: User, monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = active(admin, "transactions")
    monkeypatch.setattr(registry, "_kept", {})
    with pytest.raises(Conflict, match="transactions"):
        services.preview(schedule=schedule, actor=admin)


def test_two_cannot_be_kept_under_one_name() -> None:
    kept = registry.every()[0]
    other: Callable[..., Any] = lambda span: Interaction.objects.none()  # noqa: E731
    with pytest.raises(ValueError, match="Something else"):
        registry.register(registry.Kept(kept.category, "x", "since", other, kept.under_hold))
