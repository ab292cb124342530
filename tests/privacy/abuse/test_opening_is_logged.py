"""Whatever address opens a purpose for a person who looks leaves an entry in the access log."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.test import Client

from crmsocial.core.models import Role, User
from privacy.lawfulness import purposes
from privacy.models import AccessEntry
from tests.factories.core import user_with
from tests.support.walk import walk

from .person import held

pytestmark = pytest.mark.django_db

#: Addresses that must be among those that open one, so that the walk proves something.
EXPECTED = {
    "constituents/",
    "constituents/<uuid:constituent_id>/",
    "review/",
    "review/<uuid:candidate_id>/",
    "review/history/",
    "exports/<uuid:export_id>/download/",
    "api/v1/constituents/<uuid:constituent_id>",
    "api/v1/constituents/<uuid:constituent_id>/lineage",
    "api/v1/constituents/<uuid:constituent_id>/accounts",
    "api/v1/candidates",
    "api/v1/candidates/(?P<pk>[^/.]+)",
}


def test_every_opening_is_entered(monkeypatch: pytest.MonkeyPatch) -> None:
    person = held()
    client = Client()
    client.force_login(user_with(*Role.values))
    opened: list[str] = []
    real = purposes.require

    def require(name: str, actor: User | None) -> None:
        real(name, actor)
        if actor is not None:
            opened.append(name)

    monkeypatch.setattr(purposes, "require", require)
    routes: dict[str, Counter[str]] = {}

    def look(method: str, **query: Any) -> None:
        last = newest()
        for answer in walk(client, person.known, method=method, **query):
            if opened and answer.status < 400:
                entered = Counter(AccessEntry.objects.filter(pk__gt=last).values_list("purpose", flat=True))
                assert not Counter(opened) - entered, f"{answer.route} opened {opened} and entered {entered}"
                routes[f"{method} {answer.route}"] = entered
            opened.clear()
            last = newest()

    look("get")
    look("get", query="?q=mara")
    look("post")
    assert {f"get {route}" for route in EXPECTED} <= set(routes)
    assert "post review/<uuid:candidate_id>/<slug:verb>/" in routes


def newest() -> int:
    return AccessEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def test_entries_hold_no_words_of_a_search() -> None:
    held()
    client = Client()
    client.force_login(user_with("fundraiser"))
    client.get("/constituents/", {"q": "mara lind"})
    entries = list(AccessEntry.objects.all())
    assert entries
    for entry in entries:
        assert "mara" not in f"{entry.reason} {entry.purpose} {entry.request_id}".casefold()
        assert entry.subject_kind == "constituent"
