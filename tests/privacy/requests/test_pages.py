"""The requests desk, as a privacy admin uses it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from crmsocial.consolidation import selectors as profiles
from crmsocial.consolidation import services as consolidation
from crmsocial.core import jobs
from crmsocial.core.models import Job, User
from privacy.models import Erasure, SubjectRequest
from privacy.requests import agenda, reminders, services
from privacy.requests import selectors as requests
from tests.factories import people
from tests.factories.core import user_with

from .factories import days_ago, fulfil, receive, verified

pytestmark = pytest.mark.django_db
DESK = "/privacy/requests/"


@pytest.fixture
def dora() -> User:
    return user_with("privacy_admin", first_name="Dora", last_name="Quist")


@pytest.fixture
def admin(client: Client, dora: User) -> Client:
    client.force_login(dora)
    return client


@pytest.fixture
def ana() -> UUID:
    holder = people.person(full_name="Ana Ortega", email="ana@example.org")
    consolidation.refresh(constituent_ids=[holder.id])
    return UUID(str(holder.id))


def page_of(one: SubjectRequest) -> str:
    return f"{DESK}{one.pk}/"


def form(**values: object) -> dict[str, object]:
    at = timezone.localtime() - timedelta(hours=1)
    plain = {"kind": "access", "received_via": "letter", "received_at": f"{at:%Y-%m-%dT%H:%M}", "person": ""}
    return {**plain, "jurisdiction": "", "text": "What do you know?", "key": str(uuid4()), **values}


def test_the_desk_shows_what_is_overdue_first(admin: Client, dora: User, ana: UUID) -> None:
    assert "Whoever asks by letter" in admin.get(DESK).content.decode()
    late = receive("access", ana, received_at=days_ago(40))
    receive("erasure", received_at=days_ago(1))
    mine = receive("objection", received_at=days_ago(20))
    services.assign(request_id=mine.pk, lock_version=1, assignee=dora, actor=dora)
    page = admin.get(DESK).content.decode()
    assert "1 is overdue" in page and "Overdue by" in page and page.index(str(late.pk)) < page.index(str(mine.pk))
    assert "Ana Ortega" in page and "Not known yet" in page
    only = admin.get(DESK, {"mine": "1"}).content.decode()
    assert str(mine.pk) in only and str(late.pk) not in only
    assert str(late.pk) not in admin.get(DESK, {"kind": "erasure"}).content.decode()
    services.take_back(request_id=late.pk, lock_version=1, text="", actor=dora)
    assert str(late.pk) in admin.get(DESK, {"state": "taken_back"}).content.decode()
    assert str(late.pk) not in admin.get(DESK, {"state": "nonsense", "page": "-1", "kind": "x"}).content.decode()


def test_pages_follow_one_another(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "PAGE", 2)
    made = [receive(received_at=days_ago(9 - place)) for place in range(3)]
    first = admin.get(DESK).content.decode()
    assert "page=2" in first and str(made[2].pk) not in first
    second = admin.get(DESK, {"page": "2"}).content.decode()
    assert str(made[2].pk) in second and str(made[0].pk) not in second


def test_a_request_is_received_once_however_often_it_is_sent(admin: Client, ana: UUID) -> None:
    assert f'value="{ana}" checked' in admin.get(f"{DESK}new/", {"person": str(ana)}).content.decode()
    assert "Ana Ortega" in admin.get(f"{DESK}people/", {"q": "ortega"}).content.decode()
    values = form(person=str(ana), jurisdiction="us-ca")
    for _ in range(2):
        answer = admin.post(f"{DESK}new/", values)
        assert answer.status_code == 302
    one = SubjectRequest.objects.get()
    assert (one.constituent_id, one.jurisdiction) == (ana, "US-CA")
    page = admin.get(answer.headers["Location"]).content.decode()
    assert "What do you know?" in page and "45 calendar days" in page and "Identity is not verified" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""},
        {"received_via": "portal"},
        {"received_at": "2199-01-01T10:00"},
        {"jurisdiction": "QQ"},
        {"jurisdiction": "DE-BY"},
        {"person": "nobody"},
        {"person": str(uuid4())},
        {"key": "x"},
        {"text": "a" * 20_001},
    ],
)
def test_what_a_new_request_must_say(admin: Client, wrong: dict[str, str]) -> None:
    answer = admin.post(f"{DESK}new/", form(**wrong))
    assert answer.status_code in (404, 422)
    if "text" not in wrong:
        assert "What do you know?" in answer.content.decode()
    assert not SubjectRequest.objects.exists()


def test_from_receipt_to_answer(admin: Client, dora: User, ana: UUID) -> None:
    one = receive("rectification", None, text="My e-mail is wrong.")
    url = page_of(one)
    assert "It is this person" in admin.get(url, {"q": "ortega"}).content.decode()
    admin.post(f"{url}identify/", {"lock_version": 1, "constituent_id": str(ana)})
    admin.post(f"{url}assign/", {"lock_version": 2, "assignee": dora.pk})
    early = admin.post(f"{url}fulfil/", {"lock_version": 3, "value_email": "new@example.org"})
    assert early.status_code == 409 and "new@example.org" in early.content.decode()
    unproven = admin.post(f"{url}verify_identity/", {"lock_version": 3, "method": "signed_in"})
    assert unproven.status_code == 422
    admin.post(f"{url}verify_identity/", {"lock_version": 3, "method": "known_contact"})
    page = admin.get(url).content.decode()
    assert "Now: ana@example.org." in page and "Identity verified" in page
    right = {"lock_version": 4, "value_email": "new@example.org\r\n", "text": "Done."}
    done = admin.post(f"{url}fulfil/", right, follow=True)
    assert "Corrected, and locked" in done.content.decode() and "Take away" in done.content.decode()
    assert profiles.profile(ana).value("email") == "new@example.org"
    page = admin.get(f"/constituents/{ana}/").content.decode()
    assert f"request {str(one.pk)[-8:]}" in page


def test_a_conflict_keeps_what_was_typed(admin: Client, ana: UUID) -> None:
    one = verified("access", ana)
    services.note(request_id=one.pk, lock_version=2, text="Called.", actor=None)
    typed = {"lock_version": 2, "ground": "excessive", "text": "You asked nine times this week."}
    answer = admin.post(f"{page_of(one)}refuse/", typed)
    page = answer.content.decode()
    assert answer.status_code == 409 and "was changed since you opened it" in page
    assert "You asked nine times this week." in page and 'name="lock_version" value="3"' in page
    assert admin.post(f"{page_of(one)}refuse/", {**typed, "lock_version": 3}).status_code == 302
    one.refresh_from_db()
    assert one.state == "refused"


def test_an_erasure_asks_once_more_and_shows_what_it_waits_for(admin: Client, ana: UUID) -> None:
    one = verified("erasure", ana)
    url = page_of(one)
    assert admin.post(f"{url}fulfil/", {"lock_version": 2}).status_code == 422
    assert not Erasure.objects.exists()
    assert admin.post(f"{url}fulfil/", {"lock_version": 2, "sure": "on"}).status_code == 302
    assert "every store is proven empty" in admin.get(url).content.decode()
    Erasure.objects.update(state="blocked", blocked_by="hold:legal_claim")
    page = admin.get(url).content.decode()
    assert "defence of legal claims" in page and "hold:legal" not in page and "Refuse" not in page
    Erasure.objects.update(state="pending", blocked_by="")
    jobs.drain(timeout=60)
    assert "Fulfilled" in admin.get(url).content.decode()
    assert "Erased person" in admin.get(DESK, {"state": "fulfilled"}).content.decode()


def test_the_package_is_shown_and_downloaded(admin: Client, ana: UUID) -> None:
    claimed = receive("access", ana)
    assert admin.get(f"{page_of(claimed)}package.zip").status_code == 409
    one = fulfil(verified("access", ana))
    page = admin.get(f"{page_of(one)}package/").content.decode()
    assert "Your profile, and where each value is from" in page and "ZIP" in page
    answer = admin.get(f"{page_of(one)}package.zip")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "data.json" in ZipFile(io.BytesIO(answer.content)).namelist()
    assert "Package downloaded" in admin.get(page_of(one)).content.decode()


def test_letters_are_filled_in(admin: Client, ana: UUID) -> None:
    one = verified("access", ana, received_at=datetime(2026, 5, 4, 12, tzinfo=UTC), jurisdiction="DE")
    for name, says in (
        ("acknowledgement", "by June 4, 2026"),
        ("identity", "three facts"),
        ("extension", "by Aug. 4, 2026"),
        ("answer", "Enclosed is a file"),
        ("refusal", "We cannot do this."),
    ):
        page = admin.get(f"{page_of(one)}letters/{name}/").content.decode()
        assert "Dear Ana Ortega," in page and says in page and str(one.pk)[-8:] in page, name
    text = admin.get(f"{page_of(one)}letters/answer/", {"file": "1"})
    assert text.headers["Content-Type"].startswith("text/plain") and "&#x27;" not in text.content.decode()
    assert admin.get(f"{page_of(one)}letters/love/").status_code == 404


def test_the_calendar(admin: Client, ana: UUID) -> None:
    with time_machine.travel(datetime(2026, 5, 20, 15, tzinfo=UTC), tick=False):
        receive("access", ana, received_at=datetime(2026, 4, 10, 15, tzinfo=UTC))
        receive("erasure", received_at=datetime(2026, 5, 1, 15, tzinfo=UTC))
        month = agenda.month(requests.today().replace(day=1))
        assert [len(week) for week in month.weeks] == [7] * len(month.weeks)
        assert [row.urgency for row in month.rows] == ["overdue"]
        days = {day.date.isoformat(): day for week in month.weeks for day in week}
        assert days["2026-05-20"].is_today and len(days["2026-05-10"].rows) == 1
        admin.force_login(user_with("privacy_admin"))
        assert "Ana Ortega" in admin.get(f"{DESK}calendar/").content.decode()
        assert "Not known yet" in admin.get(f"{DESK}calendar/", {"month": "2026-06"}).content.decode()
        for wrong in ("2026-13", "x", "0001-01", "9999-12"):
            assert "May 2026" in admin.get(f"{DESK}calendar/", {"month": wrong}).content.decode()


def test_strangers_and_unknown_verbs(admin: Client, ana: UUID) -> None:
    one = receive("access", ana)
    assert admin.get(f"{DESK}{uuid4()}/").status_code == 404
    assert admin.post(f"{DESK}{uuid4()}/note/", {"text": "x"}).status_code == 404
    assert admin.post(f"{page_of(one)}bless/").status_code == 404
    assert admin.get(f"{page_of(one)}note/").status_code == 405
    assert admin.post(f"{page_of(one)}note/", {"lock_version": "x", "text": "Kept"}).status_code == 422


def test_reminders_name_nobody_and_come_once_a_day(dora: User, ana: UUID, settings: object) -> None:
    one = receive("access", ana, received_at=days_ago(40))
    services.assign(request_id=one.pk, lock_version=1, assignee=dora, actor=None)
    assert reminders.enter(requests.today()) and not reminders.enter(requests.today())
    jobs.drain(timeout=30)
    assert not mail.outbox
    Job.objects.all().delete()
    settings.REQUEST_REMINDERS = True  # type: ignore[attr-defined]
    assert reminders.enter(requests.today())
    jobs.drain(timeout=30)
    assert not reminders.enter(requests.today())
    (sent,) = mail.outbox
    assert sent.to == [dora.email] and str(one.pk)[-8:] in sent.body and "Overdue by" in sent.body
    assert "Ana" not in sent.body + sent.subject
