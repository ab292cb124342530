"""The main navigation and its search box: apps add them, each user sees what a role allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

from .models import User


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry: where it leads and who sees it."""

    label: str | Promise
    url_name: str
    icon: str
    roles: tuple[str, ...]
    order: int


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An entry as the template shows it."""

    label: str
    url: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Search:
    """The page that the search box leads to, and who has the box."""

    url_name: str
    roles: tuple[str, ...]


_items: dict[str, NavItem] = {}
_search: list[Search] = []


def register(item: NavItem) -> None:
    """Add an entry; called from an app's ``ready()``."""
    _items[item.url_name] = item


def register_search(search: Search) -> None:
    """Put the search box into the head of every page; called from the ``ready()`` of the app that searches."""
    _search[:] = [search]


def search_url_for(user: User) -> str:
    """Where the user's search box leads; empty for who may not search."""
    return next((reverse(one.url_name) for one in _search if user.has_role(*one.roles)), "")


def items_for(user: User) -> Iterable[NavItem]:
    """Entries that one of the user's roles allows, in order."""
    return sorted((item for item in _items.values() if user.has_role(*item.roles)), key=lambda item: item.order)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``nav_items`` and ``search_url`` for the signed-in user."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav_items": [], "search_url": ""}
    shown = []
    for item in items_for(user):
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        shown.append(ShownItem(str(item.label), url, item.icon, request.path.startswith(url)))
    return {"nav_items": shown, "search_url": search_url_for(user)}
