"""The list of privacy's sections beside its pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from crmsocial.core.models import Role
from privacy.requests.selectors import overdue

register = template.Library()

#: Heading, then label and page of each section, in the order in which a privacy admin meets them on a day.
SECTIONS = (
    (
        _("Today"),
        (
            (_("Overview"), "overview"),
            (_("Find a person"), "people"),
            (_("Requests"), "requests"),
            (_("Incidents"), "incidents"),
        ),
    ),
    (
        _("Notices and rules"),
        (
            (_("Notices"), "notices"),
            (_("Notices to send"), "art14"),
            (_("Lawful bases"), "lawful"),
            (_("Platforms"), "platforms"),
        ),
    ),
    (
        _("Deleting"),
        (
            (_("Erasures"), "erasures"),
            (_("Retention"), "retention"),
            (_("Holds"), "holds"),
            (_("Callbacks"), "callbacks"),
        ),
    ),
    (
        _("Proof"),
        (
            (_("Ask the gate"), "gate"),
            (_("Access log"), "access"),
            (_("Exports"), "exports"),
            (_("Personal data"), "data"),
            (_("Verify a receipt"), "receipt_verify"),
        ),
    ),
)


@register.inclusion_tag("privacy/_sections.html", takes_context=True)
def privacy_sections(context: dict[str, Any], current: str) -> dict[str, Any]:
    """The sections, the one called ``current`` marked; put it into a page's list block.

    Others than privacy admins may open one of them only, and see no list. ``here`` is what the marked one is called:
    on a narrow screen a button with that name opens the list.
    """
    groups: list[dict[str, Any]] = []
    if not context["user"].has_role(Role.PRIVACY_ADMIN):
        return {"groups": groups, "here": ""}
    here = ""
    for label, pages in SECTIONS:
        items = [
            {"label": _label(page, name), "url": url, "current": page == current}
            for name, page in pages
            if (url := _address(page))
        ]
        if items:
            groups.append({"label": label, "items": items})
            here = next((str(item["label"]) for item in items if item["current"]), here)
    return {"groups": groups, "here": here}


def _label(page: str, name: Any) -> str:
    """What the section is called; requests also say how many are overdue."""
    late = overdue() if page == "requests" else 0
    return str(_("%(name)s, %(number)s overdue") % {"name": name, "number": late} if late else name)


def _address(page: str) -> str:
    try:
        return reverse(f"privacy:{page}")
    except NoReverseMatch:
        return ""
