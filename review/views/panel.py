"""Rendering the desk: a whole page, or the parts that htmx swaps. Call it inside the purpose."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from crmsocial.core.roles import signed_in
from matching.models import Band
from privacy.accesses.opening import Opening

from .. import leases, pair, reasons, selectors, session
from ..filters import AGES, OLDER, TIERS, QueueFilters
from ..pair import PairView


@dataclass(frozen=True, slots=True)
class Toast:
    """What is said after an act, and the address that takes it back."""

    text: str
    kind: str = "success"
    undo_url: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A refused act: why, what changed since, and what the steward had typed."""

    message: str
    verb: str = ""
    changes: list[str] = field(default_factory=list)
    reason: str = ""
    note: str = ""


def next_pair(
    request: HttpRequest, filters: QueueFilters, opening: Opening, toast: Toast | None = None
) -> HttpResponse:
    """The next pair, already leased, or the empty queue."""
    claimed = leases.claim_next(user=signed_in(request), filters=filters)
    opened = pair.open_pair(candidate_id=claimed, user=signed_in(request)) if claimed else None
    return desk(request, filters, opened, opening, toast=toast)


def desk(
    request: HttpRequest,
    filters: QueueFilters,
    opened: PairView | None,
    opening: Opening,
    *,
    toast: Toast | None = None,
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    """The list, the pair and its evidence; to htmx the three panes and the toast.

    The access log names the pair; that the list stood beside it goes without saying.
    """
    around = opened.candidate if opened else None
    if around:
        opening.shows(constituents=[around.constituent_id], personas=[around.persona_id])
    context = {
        "pair": opened,
        "filters": filters,
        "window": selectors.window(filters=filters, user=signed_in(request), around=around),
        "toast": toast,
        "trouble": trouble,
        "last_act": session.last(request),
        "reject_reasons": reasons.REJECT,
        "unsure_reasons": reasons.UNSURE,
        "heartbeat": leases.HEARTBEAT_SECONDS,
        **_choices(filters),
    }
    is_swap = bool(request.htmx) and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    response = render(request, "review/_swap.html" if is_swap else "review/desk.html", context, status=status)
    if is_swap:
        response["HX-Push-Url"] = _address(filters, opened)
    return response


def _address(filters: QueueFilters, opened: PairView | None) -> str:
    where = reverse("review:pair", args=[opened.candidate.pk]) if opened else reverse("review:queue")
    return where + filters.query


def _choices(filters: QueueFilters) -> dict[str, Any]:
    queue = reverse("review:queue")
    counts = selectors.counts(filters)
    all_of_them = sum(count.shown for count in counts)
    total = f"{all_of_them}+" if any(count.more for count in counts) else str(all_of_them)
    items: list[dict[str, Any]] = [
        {
            "label": _("All that wait"),
            "url": queue + filters.but(band="").query,
            "count": total,
            "current": not filters.band,
        }
    ]
    for count in counts:
        items.append(
            {
                "band": count.band,
                "label": Band(count.band).label,
                "url": queue + filters.but(band=count.band).query,
                "count": f"{count.shown}+" if count.more else count.shown,
                "current": filters.band == count.band,
            }
        )
    selects = [
        ("platform", _("Platform"), selectors.platforms(), filters.platform),
        ("source", _("Source of the record"), selectors.sources(), filters.source),
        ("age", _("Found"), [(key, label) for key, (label, _d) in AGES.items()] + [(OLDER[0], OLDER[1])], filters.age),
        ("tier", _("Giving"), list(TIERS.items()), filters.tier),
    ]
    return {"band_groups": [{"label": _("Band"), "items": items}], "selects": selects}
