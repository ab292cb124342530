"""The main navigation: apps add their entries, each user sees those that a role allows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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


_items: dict[str, NavItem] = {}


def register(item: NavItem) -> None:
    """Add an entry; called from an app's ``ready()``."""
    _items[item.url_name] = item


def items_for(user: User) -> Iterable[NavItem]:
    """Entries that one of the user's roles allows, in order."""
    return sorted((item for item in _items.values() if user.has_role(*item.roles)), key=lambda item: item.order)


def navigation(request: HttpRequest) -> dict[str, list[ShownItem]]:
    """Context processor: ``nav_items`` for the signed-in user."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"nav_items": []}
    shown = []
    for item in items_for(user):
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            continue
        shown.append(ShownItem(str(item.label), url, item.icon, request.path.startswith(url)))
    return {"nav_items": shown}
