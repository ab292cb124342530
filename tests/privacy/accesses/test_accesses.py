"""The access log: who opened whose data for what, and nothing more."""

from __future__ import annotations

import csv
import io
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacy.accesses import selectors
from privacy.accesses.opening import Subjects
from privacy.gate import PurposeRefused, purpose
from privacy.models import AccessEntry
from tests.factories.core import user_with
from tests.privacy.factories import constituent, persona

pytestmark = pytest.mark.django_db


def entries() -> list[tuple[str, object]]:
    return list(AccessEntry.objects.order_by("pk").values_list("subject_kind", "subject_id"))


def test_each_subject_is_entered_once_and_in_one_statement() -> None:
    ana, ben, account = uuid4(), uuid4(), uuid4()
    with CaptureQueriesContext(connection) as queries:
        about = Subjects(constituents=[ana, ana], personas=[account])
        with purpose("profile_view", reason="a page", actor=user_with("fundraiser"), about=about) as opening:
            opening.shows(constituents=[ben, ana])
    assert entries() == [("constituent", ana), ("persona", account), ("constituent", ben)]
    assert sum("privacy_accessentry" in query["sql"] for query in queries) == 1


def test_a_list_is_one_entry_without_a_subject() -> None:
    fundraiser = user_with("fundraiser")
    with purpose("profile_view", reason="a list", actor=fundraiser):
        pass
    entry = AccessEntry.objects.get()
    assert (entry.actor_id, entry.purpose, entry.reason, entry.subject_kind, entry.subject_id) == (
        fundraiser.pk,
        "profile_view",
        "a list",
        "",
        None,
    )


def test_the_system_and_what_was_never_shown_leave_no_entry() -> None:
    with purpose("upkeep", reason="machinery", about=Subjects(constituents=[uuid4()])):
        pass
    with pytest.raises(PurposeRefused), purpose("profile_view", reason="no role", actor=user_with("integration")):
        pass
    with pytest.raises(ZeroDivisionError), purpose("profile_view", reason="fails", actor=user_with("fundraiser")):
        _ = 1 / 0
    assert entries() == []


def test_opening_again_is_entered_again() -> None:
    fundraiser, ana = user_with("fundraiser"), uuid4()
    for _ in range(3):
        with purpose("profile_view", reason="a page", actor=fundraiser, about=Subjects(constituents=[ana])):
            pass
    assert len(entries()) == 3


def test_entries_cannot_be_changed_or_taken_away() -> None:
    with purpose("profile_view", reason="a page", actor=user_with("fundraiser")):
        pass
    for change in (lambda rows: rows.update(reason=""), lambda rows: rows.delete()):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            change(AccessEntry.objects.all())


def open_for(user, *people) -> None:
    with purpose("profile_view", reason="a page", actor=user, about=Subjects(constituents=people)):
        pass


def test_who_saw_a_person_counts_the_accounts_they_hold() -> None:
    ana = constituent()
    held = persona("mastodon", discoverable=True, holder=ana)
    steward = user_with("steward")
    open_for(steward, ana)
    open_for(steward, uuid4())
    with purpose("identity_matching", reason="a pair", actor=steward, about=Subjects(personas=[held.pk])):
        pass
    lines = selectors.page(selectors.Filters(constituent_id=ana)).lines
    assert [(line.who, line.entry.reason) for line in lines] == [(str(steward), "a pair"), (str(steward), "a page")]


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(user_with("privacy_admin"))
    return client


def test_the_page_filters_and_goes_on_by_key(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    fundraiser, steward, ana, ben = user_with("fundraiser"), user_with("steward"), constituent(), constituent()
    for _ in range(3):
        open_for(fundraiser, ana)
    open_for(steward, ben)
    page = admin.get(reverse("privacy:access"), {"person": str(ana)}).content.decode()
    assert page.count(str(ana)) >= 3 and str(ben) not in page.split("<aside")[0].split("</form>")[0]
    by_user = admin.get(reverse("privacy:access"), {"user": steward.pk}).content.decode()
    assert str(ben) in by_user and str(ana) not in by_user
    assert str(ana) not in admin.get(reverse("privacy:access"), {"until": "2020-01-01"}).content.decode()
    first = selectors.page(selectors.Filters(actor_id=fundraiser.pk), limit=2)
    rest = selectors.page(selectors.Filters(actor_id=fundraiser.pk), before=first.before, limit=2)
    assert (len(first.lines), len(rest.lines), rest.before) == (2, 1, None)


def test_the_file_for_a_person_holds_their_accesses_alone(admin: Client) -> None:
    fundraiser, ana = user_with("fundraiser"), constituent()
    open_for(fundraiser, ana)
    open_for(fundraiser, constituent())
    answer = admin.get(reverse("privacy:access_file", args=[ana]))
    assert "no-store" in answer["Cache-Control"]
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode())))
    assert [row[1:] for row in rows] == [
        ["who", "purpose", "what_for", "about"],
        [str(fundraiser), "profile_view", "a page", "constituent"],
    ]
