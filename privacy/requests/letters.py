"""Letters to the person, from templates that an organisation may replace; rendered for copying and printing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crmsocial.core.errors import NotFound

from .. import registry
from ..models import RequestKind, RequestState, SubjectRequest
from . import clock_words, laws, selectors
from .clock import CCPA, received_on
from .words import GROUNDS


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: its name on the page and when it is of use."""

    label: Promise
    states: frozenset[str]


#: What was asked for, as the person would say it.
_ASKED: Mapping[str, Promise] = {
    RequestKind.ACCESS: _("a copy of your data"),
    RequestKind.PORTABILITY: _("your data in a form that you can carry to somebody else"),
    RequestKind.RECTIFICATION: _("the correction of your data"),
    RequestKind.RESTRICTION: _("the restriction of its use"),
    RequestKind.OBJECTION: _("the end of a use that you object to"),
    RequestKind.ERASURE: _("the erasure of your data"),
}
_OPEN = frozenset(selectors.OPEN)
LETTERS: Mapping[str, Letter] = {
    "acknowledgement": Letter(_("Acknowledgement"), _OPEN),
    "identity": Letter(_("Identity asked for"), frozenset({RequestState.RECEIVED})),
    "extension": Letter(_("Extension with reasons"), _OPEN),
    "answer": Letter(_("Answer"), frozenset({RequestState.OPEN, RequestState.FULFILLED})),
    "refusal": Letter(_("Refusal"), frozenset({RequestState.RECEIVED, RequestState.OPEN, RequestState.REFUSED})),
}


def of_use(request: SubjectRequest) -> list[tuple[str, str]]:
    """Names and labels of the letters that fit the request's state."""
    possible = laws.clock_for(request).extended_to is not None
    return [
        (name, str(letter.label))
        for name, letter in LETTERS.items()
        if request.state in letter.states and (possible or name != "extension")
    ]


def render(request: SubjectRequest, name: str) -> str:
    """The letter as plain text. Raises NotFound for a letter that does not exist."""
    if name not in LETTERS:
        raise NotFound(gettext("There is no such letter."))
    clock = laws.clock_for(request)
    known = registry.names([request.constituent_id]) if request.constituent_id else {}
    ground = GROUNDS.get(request.closing_reason)
    today = selectors.today()
    context = {
        "organisation": settings.ORGANISATION_NAME,
        "name": known.get(request.constituent_id, "") if request.constituent_id else "",
        "number": str(request.pk)[-8:],
        "kind": _ASKED[request.kind],
        "kind_code": request.kind,
        "today": clock_words.day(today),
        "received": clock_words.day(received_on(request.received_at, settings.ORGANISATION_TIME_ZONE)),
        "due": clock_words.day(request.due_on),
        "first_due": clock_words.day(clock.due_on),
        "extended_to": clock_words.day(clock.extended_to),
        "reasons": _last(request, "extension"),
        "told": _last(request, "answer"),
        "ground": ground.label if ground else "",
        "source": ground.source if ground else "",
        "ccpa": clock.law == CCPA,
        "closing": request.closing_reason,
    }
    text = render_to_string(f"privacy/letters/{name}.txt", context).strip() + "\n"
    return re.sub(r"\n{3,}", "\n\n", text)


def _last(request: SubjectRequest, kind: str) -> str:
    text = request.notes.filter(kind=kind).order_by("-written_at", "-pk").values_list("text", flat=True).first()
    return text or ""
