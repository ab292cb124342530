"""Opening every address with the ids of things that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.test import Client
from django.urls import reverse

from .pages import SAMPLES, SOME_UUID, Address, addresses

#: The API's own description, health, and the gallery of components: no data of anybody.
NO_DATA = {"healthz", "styleguide/", "api/v1/schema", "api/v1/docs"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a path answered; ``text`` with headers, as what is hidden must not stand in those either."""

    route: str
    path: str
    status: int
    text: str
    headers: Mapping[str, str]


def filled(address: Address, known: Mapping[str, Any]) -> str:
    """The path of the route with ids of ``known`` by parameter name; the API's ``pk`` by the word before it."""

    def value(found: re.Match[str]) -> str:
        kind, name = found["kind"] or "str", found["name"]
        return str(known.get(name, SAMPLES.get(kind, SOME_UUID)))

    path = re.sub(r"(?<!P)<(?:(?P<kind>\w+):)?(?P<name>\w+)>", value, address.route)
    path = re.sub(r"(\w+)/\(\?P<pk>[^()]*\)", lambda one: f"{one[1]}/{known.get(one[1], SOME_UUID)}", path)
    return "/" + path


def walk(client: Client, known: Mapping[str, Any], *, method: str = "get", query: str = "") -> Iterator[Answer]:
    """Every address of the project, opened."""
    for address in addresses():
        if address.route not in NO_DATA:
            path = filled(address, known)
            yield _asked(client, address.route, path + query, method)


def walk_admin(client: Client) -> Iterator[Answer]:
    """Every list of the admin site."""
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        yield _asked(client, path, path, "get")


def _asked(client: Client, route: str, path: str, method: str) -> Answer:
    answer = getattr(client, method)(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = dict(answer.headers)
    return Answer(route, path, answer.status_code, f"{headers}\n{body.decode(errors='replace')}", headers)
