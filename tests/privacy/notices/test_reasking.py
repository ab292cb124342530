"""Who is asked again after a notice changed: only those whose consent it no longer covers, once, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from crmsocial.constituents.models import Alias
from crmsocial.core import jobs
from crmsocial.core.models import Job
from privacy import gate, ledger, notices
from privacy.consent.subjects import Subject
from privacy.judging.circumstances import database_now
from privacy.models import ConsentEvent, Notice
from privacy.notices import reasking
from privacy.notices.shipped import DISCLOSURES
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent, of, persona

pytestmark = pytest.mark.django_db
SOLD = [{**row, "exchanged_for_value": row["purpose"] == "export"} for row in DISCLOSURES]
SHARED = [{**row, "recipients": ["Acme Ltd"] if row["purpose"] == "export" else []} for row in DISCLOSURES]
RESEARCH = {"source": "the person", "category": "persona", "purpose": "prospect_research", "basis": "consent"}


def published(rows: list[dict[str, Any]], version: str = "7") -> Notice:
    dora, ben = user_with("privacy_admin"), user_with("privacy_admin")
    notice = notices.draft(version=version, title="Notice", body="Text.", disclosures=rows, actor=dora)
    notices.submit(notice=notice, lock_version=1, actor=dora)
    return notices.approve(notice=notice, lock_version=1, actor=ben)


def agreed(purpose: str = "export", **values: Any) -> Subject:
    subject = Subject(constituent_id=constituent())
    act(subject, purpose=purpose, **values)
    return subject


def requests() -> set[tuple[object, str]]:
    events = ConsentEvent.objects.filter(state="ConsentRequested", method="notice_changed")
    return {(event.constituent_id or bytes(event.account_hash or b""), event.purpose) for event in events}


@pytest.mark.parametrize("rows", [SOLD, SHARED])
def test_those_who_agreed_to_the_changed_use_are_asked_once(rows: list[dict[str, Any]]) -> None:
    ana, everything, other = agreed(), agreed(""), agreed("contact")
    account = persona("x", basis="consent", kind="form")
    act(of(account), purpose="export")
    notice = published(rows)
    told = reasking.affected(notice)
    assert (told.people, told.requests, [ask.purpose for ask in told.asks]) == (3, 3, ["export"])
    for _ in range(2):
        assert reasking.ask_again(notice) != ""
    assert requests() == {
        (ana.constituent_id, "export"),
        (everything.constituent_id, "export"),
        (of(account).account_hash, "export"),
    }
    assert other.constituent_id not in {who for who, _purpose in requests()}
    assert ConsentEvent.objects.filter(state="ConsentRequested", notice=notice).count() == reasking.asked(notice) == 3


def test_a_new_use_is_asked_of_those_who_agreed_to_everything() -> None:
    everything, _export = agreed(""), agreed("export")
    notice = published([*DISCLOSURES, RESEARCH])
    reasking.ask_again(notice)
    assert requests() == {(everything.constituent_id, "prospect_research")}


def test_who_said_no_since_is_left_alone() -> None:
    withdrawn, objected, lapsed, elsewhere = agreed(), agreed(), agreed(expires_at=database_now()), agreed()
    ledger.withdraw(subject=withdrawn, actor=None, method="form")
    act(objected, "Objected", purpose="export")
    act(elsewhere, "ConsentRefused", purpose="export", platform="x")
    undated = Subject(constituent_id=constituent())
    act(undated, purpose="export", event_time=None)
    assert lapsed.constituent_id and undated.constituent_id
    notice = published(SOLD)
    assert reasking.affected(notice).people == 1
    reasking.ask_again(notice)
    assert requests() == {(elsewhere.constituent_id, "export")}


def test_an_objection_that_a_merge_carried_over_is_heard() -> None:
    kept, former = agreed(event_time=database_now() - timedelta(hours=1)), Subject(constituent_id=constituent())
    act(former, "Objected", purpose="export", event_time=database_now() - timedelta(days=2))
    Alias.objects.create(former_id=former.constituent_id, constituent_id=kept.constituent_id)
    notice = published(SOLD)
    reasking.ask_again(notice)
    assert requests() == set()


def test_a_holder_s_withdrawal_speaks_for_the_account() -> None:
    who = constituent()
    row = persona("x", basis="consent", kind="form", holder=who)
    act(of(row), purpose="export")
    ledger.withdraw(subject=Subject(constituent_id=who), actor=None, method="form")
    reasking.ask_again(published(SOLD))
    assert requests() == set()


def test_merged_people_are_asked_once_under_the_id_that_stands() -> None:
    kept, former = agreed(), agreed()
    Alias.objects.create(former_id=former.constituent_id, constituent_id=kept.constituent_id)
    notice = published(SOLD)
    assert reasking.affected(notice).people == 1
    reasking.ask_again(notice)
    assert requests() == {(kept.constituent_id, "export")}


def test_a_consent_under_the_new_notice_needs_no_asking() -> None:
    subject = agreed()
    notice = published(SOLD)
    act(subject, purpose="export")
    assert reasking.affected(notice).people == 0
    assert reasking.ask_again(notice, after=reasking.ask_again(notice)) == "" and requests() == set()


def test_an_immaterial_change_asks_nobody() -> None:
    agreed("")
    rows = [{**row, "retention_days": 30 if row.get("collected") else None} for row in DISCLOSURES]
    notice = published(rows)
    assert reasking.affected(notice) == reasking.Affected(0, 0, ())
    assert not Job.objects.filter(kind="privacy.ask_again").exists()


def test_what_a_draft_would_do_is_counted_before_it_is_approved() -> None:
    agreed()
    draft = notices.draft(version="7", title="t", body="b", disclosures=SOLD, actor=user_with("privacy_admin"))
    assert reasking.affected(draft).people == 1
    assert reasking.ask_again(draft) == "" and requests() == set()


def test_asking_changes_no_permission() -> None:
    row = persona("mastodon", discoverable=True)
    act(of(row), purpose="contact")
    notice = published(SOLD)
    before = gate.check(purpose="contact", persona_id=row.pk)
    act(of(row), "ConsentRequested", purpose="contact", notice=notice)
    assert gate.check(purpose="contact", persona_id=row.pk) == before and before.allowed


def test_the_job_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reasking.ask_again, "__kwdefaults__", {"after": "", "limit": 2})
    people = {agreed().constituent_id for _ in range(5)}
    notice = published(SOLD)
    job = Job.objects.get(kind="privacy.ask_again")
    jobs.work(job.pk)
    job.refresh_from_db()
    assert job.is_open and len(requests()) == 2
    for _ in range(5):
        Job.objects.filter(pk=job.pk, state="queued").update(run_after=database_now())
        jobs.work(job.pk)
    job.refresh_from_db()
    assert job.state == "done" and {who for who, _purpose in requests()} == people
    assert reasking.asked(notice) == 5


def test_a_notice_that_is_no_longer_in_force_asks_nobody_else() -> None:
    agreed()
    notice = published(SOLD)
    published(DISCLOSURES, "8")
    assert reasking.ask_again(notice) == "" and requests() == set()
