"""After a withdrawal no page, call, file or cache gives anything of the account away, to anybody."""

from __future__ import annotations

import base64
import contextlib

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from crmsocial.core.models import Role
from privacy import ledger
from privacy.consent.subjects import Subject
from privacy.models import ConsentState
from tests.factories.core import user_with
from tests.privacy.factories import act
from tests.support.walk import Answer, walk, walk_admin
from tests.test_access import PUBLIC, TABLE

from .person import BIO, FORMER, HANDLE, NAME, VALUES, Held, held

pytestmark = pytest.mark.django_db
#: A search for the handle says it back to whoever typed it.
SAID_BACK = {"constituents/", "exports/", "api/v1/constituents"}


def client_of(*roles: str) -> Client:
    client = Client()
    client.force_login(user_with(*roles))
    return client


def withdraw(person: Held) -> None:
    ledger.withdraw(subject=Subject(constituent_id=person.constituent_id), actor=None, method="staff_call")
    free = person.known["free"]
    ledger.withdraw(subject=Subject.account(free.platform, f"id:{free.account_id}"), actor=None, method="form")


def told(answers: list[Answer]) -> dict[str, list[str]]:
    return {one.path: found for one in answers if (found := [value for value in VALUES if value in one.text])}


def test_before_it_is_shown_where_it_may_be() -> None:
    person = held()
    shown = told(list(walk(client_of(*Role.values), person.known)))
    for path in (
        f"/constituents/{person.constituent_id}/",
        "/review/",
        f"/review/{person.candidate.pk}/",
        "/review/history/",
    ):
        assert HANDLE in shown[path], path
    assert {NAME, BIO} & set(shown[f"/constituents/{person.constituent_id}/"])


@pytest.mark.parametrize("roles", [tuple(Role.values), *((role,) for role in Role.values)], ids="-".join)
def test_no_page_and_no_call_tells_anything(roles: tuple[str, ...]) -> None:
    person = held()
    withdraw(person)
    client = client_of(*roles)
    assert told(list(walk(client, person.known))) == {}
    asked = [one for one in walk(client, person.known, query=f"?q={HANDLE}") if one.route not in SAID_BACK]
    assert {path: found for path, found in told(asked).items() if found != [HANDLE]} == {}


def test_a_search_finds_nobody_by_it() -> None:
    person = held()
    withdraw(person)
    client = client_of("fundraiser")
    for typed in (HANDLE, f"@{HANDLE}", FORMER, NAME):
        page = client.get("/constituents/", {"q": typed}).content.decode()
        assert str(person.constituent_id) not in page, typed


def test_the_admin_site_tells_nothing_either() -> None:
    person = held()
    withdraw(person)
    client = Client()
    client.force_login(user_with("administrator", is_staff=True, is_superuser=True))
    assert told(list(walk_admin(client))) == {}


def test_one_purpose_withdrawn_closes_that_one_alone() -> None:
    person = held()
    act(Subject(constituent_id=person.constituent_id), ConsentState.WITHDRAWN, purpose="profile_view")
    page = client_of("fundraiser").get(f"/constituents/{person.constituent_id}/").content.decode()
    assert not [value for value in VALUES if value in page]


def test_no_value_of_an_account_is_ever_in_the_cache_or_the_session() -> None:
    person = held()
    client = client_of(*Role.values)
    answers = [*walk(client, person.known), *walk(client, person.known, query=f"?q={HANDLE}")]
    assert told(answers)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(value, ' ') FROM core_cache")
        stored = cursor.fetchone()[0] or ""
    plain = stored
    for word in stored.split():
        with contextlib.suppress(ValueError):
            plain += base64.b64decode(word).decode(errors="replace")
    plain += str(dict(client.session))
    assert not [value for value in VALUES if value in plain]
    cache.clear()


def test_no_answer_to_who_is_signed_in_may_be_stored() -> None:
    person = held()
    client = Client()
    client.force_login(user_with(*Role.values, email="who@staff.example", first_name="Wilhelmina"))
    for one in walk(client, person.known):
        if one.status < 500 and "no-store" not in one.headers.get("Cache-Control", ""):
            # What everybody may keep does not even say who looked.
            assert TABLE.get(one.route) == PUBLIC, one.path
            assert "who@staff" not in one.text and "Wilhelmina" not in one.text, one.path
