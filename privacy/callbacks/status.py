"""What became of a callback, in words for whoever asked Meta for it; nothing about a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .. import holds
from ..models import CallbackDelivery, Erasure, ErasureState

#: Codes of ``Erasure.blocked_by`` besides holds that somebody outside may be told; any other is our own trouble.
_WAITING: dict[str, str | Promise] = {
    "index_building": _("Work that was under way with the data is being finished first."),
    "run_open": _("Work that was under way with the data is being finished first."),
}


@dataclass(frozen=True, slots=True)
class Status:
    """One state in words. ``why`` justifies what is not done yet, or refused."""

    code: str
    headline: str | Promise
    text: str | Promise
    why: str | Promise = ""
    done_at: datetime | None = None


NOTHING_HELD = Status(
    "nothing_held",
    _("We hold nothing under this account"),
    _(
        "When the request reached us we held no data under the account that it names, so there was nothing to erase. "
        "Should data under it reach us later, it will not be used."
    ),
)
_OPEN = Status(
    "erasing",
    _("Your data is being erased"),
    _(
        "Since the request reached us nothing of the account is shown or used any more. Every place where it lies is "
        "being erased and searched."
    ),
)


def find(code: str) -> CallbackDelivery | None:
    """The delivery that was confirmed with ``code``."""
    return deliveries().filter(confirmation_code=code).first()


def deliveries() -> QuerySet[CallbackDelivery]:
    """All deliveries with their erasures, the newest first."""
    return CallbackDelivery.objects.prefetch_related("erasures").order_by("-received_at", "-pk")


def of(delivery: CallbackDelivery) -> Status:
    """The state of a delivery: that of the erasure which is furthest from its end."""
    return of_erasures(delivery.erasures.all())


def of_erasures(erasures: Iterable[Erasure]) -> Status:
    """The state that several erasures come to."""
    listed = sorted(erasures, key=_urgency)
    if not listed:
        return NOTHING_HELD
    worst = listed[0]
    if worst.state == ErasureState.COMPLETE:
        return _complete(max(one.completed_at for one in listed if one.completed_at))
    if worst.state == ErasureState.BLOCKED:
        return _blocked(worst.blocked_by)
    return _OPEN


def _urgency(erasure: Erasure) -> int:
    order = [ErasureState.BLOCKED, ErasureState.PENDING, ErasureState.RUNNING, ErasureState.COMPLETE]
    return order.index(ErasureState(erasure.state))


def _complete(done_at: datetime) -> Status:
    return Status(
        "complete",
        _("Your data has been erased"),
        _("Every place where data of the account lay was erased, and searched afterwards: nothing of it was found."),
        done_at=done_at,
    )


def _blocked(code: str) -> Status:
    if not code.startswith("hold:"):
        why = _WAITING.get(code, _("A step could not be done yet. We are told of it, and it is tried again by itself."))
        return Status("waiting", _OPEN.headline, _OPEN.text, why)
    return Status(
        "held",
        _("Some of the data must be kept for now"),
        _(
            "Nothing of the account is shown or used any more. We may not erase all of it yet; what has to stay is "
            "used for nothing else, and erased as soon as the reason ends."
        ),
        holds.in_words(code),
    )
