"""The screens of notices, as two privacy admins and everybody else use them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from crmsocial.core.models import User
from privacy import incidents, notices
from privacy.consent.subjects import Subject
from privacy.models import Notice
from privacy.notices import reasking
from privacy.notices.shipped import DISCLOSURES
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent

pytestmark = pytest.mark.django_db
SOLD = [{**row, "exchanged_for_value": row["purpose"] == "export"} for row in DISCLOSURES]


@pytest.fixture
def dora() -> User:
    return user_with("privacy_admin", first_name="Dora", last_name="Quist")


@pytest.fixture
def ben() -> User:
    return user_with("privacy_admin", first_name="Ben", last_name="Park")


@pytest.fixture
def admin(client: Client, dora: User) -> Client:
    client.force_login(dora)
    return client


def draft(actor: User, rows: list[dict[str, Any]] = DISCLOSURES, **values: str) -> Notice:
    text = {"version": "7", "title": "Our notice", "body": "We keep little.", **values}
    return notices.draft(**text, disclosures=rows, actor=actor)


def submitted(actor: User, rows: list[dict[str, Any]] = DISCLOSURES) -> Notice:
    return notices.submit(notice=draft(actor, rows), lock_version=1, actor=actor)


def page_of(client: Client, notice: Notice, query: str = "") -> str:
    return client.get(f"/privacy/notices/{notice.pk}/{query}").content.decode()


def typed(notice: Notice, *rows: dict[str, str], **values: str) -> dict[str, str]:
    """The form of a draft as a browser sends it."""
    data = {
        "version": notice.version,
        "title": notice.title,
        "body": notice.body,
        "lock_version": str(notice.lock_version),
        "row-TOTAL_FORMS": str(len(rows)),
        "row-INITIAL_FORMS": "0",
        **values,
    }
    for number, row in enumerate(rows):
        data |= {f"row-{number}-{name}": value for name, value in {"collected": "yes", **row}.items()}
    return data


ROW = {"source": "Forms", "category": "persona", "purpose": "export", "basis": "consent"}
NOT = {"source": "Friends' lists", "category": "social_graph", "collected": "no"}


def test_the_list_names_states_people_and_consents(admin: Client, dora: User, ben: User) -> None:
    act(Subject(constituent_id=constituent()))
    notices.approve(notice=submitted(dora), lock_version=1, actor=ben)
    draft(ben, version="8")
    incidents.record(kind=incidents.USE_OUTSIDE_NOTICE, details={"purpose": "prospect_research"}, actor=None)
    page = admin.get("/privacy/notices/").content.decode()
    for words in (
        "In force",
        "Former",
        "Draft",
        "Ben Park",
        "Shipped with the program",
        "Purpose: Researching prospects",
    ):
        assert words in page
    assert page.index(">8<") < page.index(">7<") < page.index(">1.1<") < page.index(">1<")


def test_the_list_costs_the_same_however_many_versions(
    admin: Client, dora: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        draft(dora, version=f"9.{number}")
    with django_assert_max_num_queries(10):
        admin.get("/privacy/notices/")


def test_a_version_shows_what_publishing_it_would_do(admin: Client, dora: User) -> None:
    act(Subject(constituent_id=constituent()), purpose="export")
    page = page_of(admin, draft(dora, SOLD))
    assert "Would ask 1 person again" in page and "it is now exchanged for something of value" in page
    assert (
        "Exchanged for something of value" in page and "Not collected" in page and "Changes against notice 1.1" in page
    )
    assert "uses that this version does not tell of" not in page and "Who, for example" in page


def test_after_publishing_the_page_shows_who_was_asked(admin: Client, dora: User, ben: User) -> None:
    who = constituent()
    act(Subject(constituent_id=who), purpose="export")
    notice = notices.approve(notice=submitted(dora, SOLD), lock_version=1, actor=ben)
    page = page_of(admin, notice)
    assert "Asking for consents again" in page and f"/privacy/constituents/{who}/" in page
    reasking.ask_again(notice)
    assert "1 request went out" in page_of(admin, notice)


def test_a_version_that_tells_too_little_says_so(admin: Client, dora: User) -> None:
    page = page_of(admin, draft(dora, [row for row in DISCLOSURES if row["purpose"] != "profile_view"]))
    assert "uses that this version does not tell of" in page and "Showing it on the constituent" in page
    assert "Nobody would be asked again" in page and "Gone" in page


def test_any_two_versions_are_compared(admin: Client, dora: User) -> None:
    notice, first = draft(dora), Notice.objects.get(version="1")
    assert "Changes against notice 1<" in page_of(admin, notice, f"?against={first.pk}")
    for wrong in ("x", str(notice.pk)):
        assert admin.get(f"/privacy/notices/{notice.pk}/?against={wrong}").status_code == 404


def test_the_path_of_a_version(admin: Client, dora: User, ben: User) -> None:
    made = admin.post("/privacy/notices/new/", {"from": "copy"})
    notice = Notice.objects.get(state="draft")
    assert made.headers["Location"] == f"/privacy/notices/{notice.pk}/edit/" and notice.drafted_by == dora
    url = f"/privacy/notices/{notice.pk}"
    assert admin.post(f"{url}/submit/", {"lock_version": "1"}).status_code == 302
    own = page_of(admin, notice)
    assert "You changed this version last. Another privacy admin must approve it." in own and "disabled" in own
    refused = admin.post(f"{url}/approve/", {"lock_version": "1"})
    assert refused.status_code == 403 and "Another privacy admin must approve it" in refused.content.decode()
    admin.force_login(ben)
    assert "must approve it" not in page_of(admin, notice)
    assert admin.post(f"{url}/approve/", {"lock_version": "1"}, follow=True).status_code == 200
    assert notices.in_force() == notice
    assert admin.post(f"{url}/discard/", {"lock_version": "1"}).status_code == 409


def test_what_changed_meanwhile_is_not_approved(admin: Client, dora: User, ben: User) -> None:
    notice = submitted(dora)
    admin.force_login(ben)
    assert admin.post(f"/privacy/notices/{notice.pk}/approve/", {"lock_version": "9"}).status_code == 409
    assert admin.post(f"/privacy/notices/{notice.pk}/approve/", {}).status_code == 400
    assert admin.post(f"/privacy/notices/{notice.pk}/bless/", {"lock_version": "1"}).status_code == 404
    assert notices.in_force() != notice


def test_sent_back_changed_and_discarded(admin: Client, dora: User) -> None:
    notice = submitted(dora)
    url = f"/privacy/notices/{notice.pk}"
    assert admin.get(f"{url}/edit/").status_code == 409
    admin.post(f"{url}/send_back/", {"lock_version": "1"})
    assert admin.get(f"{url}/edit/").status_code == 200
    answer = admin.post(f"{url}/edit/", typed(notice, ROW, NOT, {}, body="Line one.\r\n\r\nLine two."))
    assert answer.status_code == 302, answer.content.decode()
    notice.refresh_from_db()
    assert (notice.body, notice.lock_version, len(notice.disclosures)) == ("Line one.\n\nLine two.", 2, 2)
    assert notice.disclosures[1]["collected"] is False and notice.disclosures[0]["recipients"] == []
    admin.post(f"{url}/discard/", {"lock_version": "2"})
    notice.refresh_from_db()
    assert notice.state == "discarded"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({**ROW, "basis": ""}, "Say the basis."),
        ({**ROW, "category": "shoes"}, "shoes is not one of the available choices"),
        ({**NOT, "purpose": "export"}, "What is not collected has no purpose"),
        ({**ROW, "days": "0"}, "greater than or equal to 1"),
        ({**ROW, "recipients": "x" * 121}, "more than 120 characters"),
    ],
)
def test_bad_rows_come_back_as_they_were_typed(admin: Client, dora: User, row: dict[str, str], says: str) -> None:
    notice = draft(dora)
    answer = admin.post(f"/privacy/notices/{notice.pk}/edit/", typed(notice, row, ROW, body="Typed words."))
    page = answer.content.decode()
    assert answer.status_code == 422 and says in page and "Typed words." in page and f'value="{ROW["source"]}"' in page
    notice.refresh_from_db()
    assert notice.lock_version == 1


def test_a_row_is_taken_out_and_several_recipients_are_told_apart(admin: Client, dora: User) -> None:
    notice = draft(dora)
    rows = (
        {**ROW, "DELETE": "on"},
        {**ROW, "purpose": "contact", "recipients": "Post office; Acme Ltd; ", "days": "30"},
    )
    admin.post(f"/privacy/notices/{notice.pk}/edit/", typed(notice, *rows))
    notice.refresh_from_db()
    (row,) = notice.disclosures
    assert (row["purpose"], row["recipients"], row["retention_days"]) == ("contact", ["Post office", "Acme Ltd"], 30)


def test_more_rows_keep_what_was_typed_and_keep_nothing_else(admin: Client, dora: User) -> None:
    notice = draft(dora)
    answer = admin.post(f"/privacy/notices/{notice.pk}/edit/", typed(notice, {**ROW, "basis": ""}, more_rows="1"))
    page = answer.content.decode()
    assert answer.status_code == 200 and 'name="row-TOTAL_FORMS" value="5"' in page and 'value="Forms"' in page
    assert "Say the basis" not in page and Notice.objects.get(pk=notice.pk).lock_version == 1


def test_somebody_else_s_change_is_not_overwritten(admin: Client, dora: User, ben: User) -> None:
    notice = draft(dora)
    notices.edit(notice=notice, lock_version=1, version="7", title="Ben's", body="b", disclosures=[], actor=ben)
    answer = admin.post(f"/privacy/notices/{notice.pk}/edit/", typed(notice, ROW, title="Dora's"))
    page = answer.content.decode()
    assert answer.status_code == 409 and "was changed after you opened it" in page and "Dora&#x27;s" in page
    assert Notice.objects.get(pk=notice.pk).title == "Ben's"


def test_a_name_that_is_taken_is_said_on_the_form(admin: Client, dora: User) -> None:
    notice = draft(dora)
    answer = admin.post(f"/privacy/notices/{notice.pk}/edit/", typed(notice, ROW, version="1"))
    assert answer.status_code == 422 and "There is a notice 1 already" in answer.content.decode()


def test_from_scratch_there_is_nothing(admin: Client) -> None:
    admin.post("/privacy/notices/new/", {"from": "scratch"})
    notice = Notice.objects.get(state="draft")
    assert (notice.body, notice.disclosures) == ("", [])
    answer = admin.post(f"/privacy/notices/{notice.pk}/submit/", {"lock_version": "1"})
    assert answer.status_code == 400 and "Write a title and a text" in answer.content.decode()


def test_everybody_reads_what_is_in_force_and_what_was(client: Client, dora: User, ben: User) -> None:
    notices.approve(notice=submitted(dora, SOLD), lock_version=1, actor=ben)
    answer = client.get("/notices/")
    page = answer.content.decode()
    assert "Our notice" in page and "It is in force" in page and "What changed since notice 1.1" in page
    assert "lists of friends and followers" in page and "Not collected" in page
    assert "Quist" not in page and "Park" not in page
    assert answer.headers["Cache-Control"] == "public, max-age=300" and "sessionid" not in answer.cookies
    former = client.get("/notices/1.1/").content.decode()
    assert "This is a former notice" in former and "What holds today" in former
    assert client.get("/notices/1/").status_code == 200


def test_nobody_outside_reads_a_draft(client: Client, dora: User) -> None:
    draft(dora)
    submitted_one = draft(dora, version="8")
    notices.submit(notice=submitted_one, lock_version=1, actor=dora)
    assert client.get("/notices/7/").status_code == client.get("/notices/8/").status_code == 404
    assert "Our notice" not in client.get("/notices/").content.decode()


@pytest.mark.parametrize("role", ["steward", "fundraiser", "administrator", "integration"])
def test_only_privacy_admins_come_in(client: Client, dora: User, role: str) -> None:
    notice = draft(dora)
    client.force_login(user_with(role))
    for path in ("", "new/", f"{notice.pk}/", f"{notice.pk}/edit/", f"{notice.pk}/submit/"):
        answer = client.post(f"/privacy/notices/{path}", {"lock_version": "1"})
        assert answer.status_code in (403, 405)
        assert client.get(f"/privacy/notices/{path}").status_code in (403, 405)
    notice.refresh_from_db()
    assert notice.state == "draft"
