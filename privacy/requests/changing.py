"""One change of one request: locked, at the version that was looked at, by a verb that the table permits, audited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.constituents.ids import current_id
from crmsocial.constituents.models import Constituent, ConstituentState
from crmsocial.core import audit
from crmsocial.core.errors import Conflict, InvalidInput, NotFound
from crmsocial.core.models import User

from ..admins import require_admin
from ..models import RequestNote, SubjectRequest
from . import states

LONGEST_TEXT = 20_000
ADMINS_ALONE = gettext_lazy("Only a privacy admin deals with requests.")


@contextmanager
def change(
    verb: str, *, request_id: UUID, lock_version: int | None, actor: User | None, **details: Any
) -> Iterator[SubjectRequest]:
    """Give the request, locked, to be changed in the block; afterwards it is saved with its next version and audited.

    ``lock_version`` is the version that the actor looked at; None for what the system does. ``details`` are codes and
    ids for the audit. Raises NotFound, NotPermitted, and Conflict where somebody was faster.
    """
    require_admin(actor, ADMINS_ALONE)
    with transaction.atomic():
        request = SubjectRequest.objects.select_for_update().filter(pk=request_id).first()
        if request is None:
            raise NotFound(_("There is no such request."))
        if lock_version is not None and request.lock_version != lock_version:
            raise Conflict(_stale(request), code="stale", lock_version=request.lock_version)
        if not states.may(verb, request.state):
            message = _("This cannot be done while the request is: %(state)s. Nothing was changed.")
            raise Conflict(message % {"state": request.get_state_display()}, code="state")
        before = request.state
        request.state = states.after(verb, before)
        request.lock_version += 1
        yield request
        request.save()
        audit.record(
            verb=f"request.{verb}",
            object_type="request",
            object_id=request.pk,
            actor=actor,
            details={"kind": request.kind, "from": before, "to": request.state, **details},
        )


def _stale(request: SubjectRequest) -> str:
    now = _("The request was changed since you opened it. It is now: %(state)s, assigned to %(who)s.") % {
        "state": request.get_state_display(),
        "who": request.assigned_to or _("nobody"),
    }
    return now + " " + _("What you typed is kept below: look at it again and send it.")


def is_of_the_erased(request: SubjectRequest) -> bool:
    """Whether the person who asks was erased: then no words about them may be kept any more."""
    if request.constituent_id is None:
        return False
    return Constituent.objects.filter(pk=current_id(request.constituent_id), state=ConstituentState.ERASED).exists()


def write(request: SubjectRequest, *, kind: str, text: str, actor: User | None) -> None:
    """Keep words of or about the request; none about a person who was erased.

    Raises InvalidInput for a text that is too long.
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidInput(
            _("The text is longer than %(most)s characters. Shorten it; nothing was changed.") % {"most": LONGEST_TEXT}
        )
    if text.strip() and not is_of_the_erased(request):
        RequestNote.objects.create(request=request, kind=kind, text=text.strip(), actor=actor)


def known(value: str, words: Mapping[str, Any], message: str) -> str:
    """The value, if it is one of the words. Raises InvalidInput with the message otherwise."""
    if value not in words:
        raise InvalidInput(message)
    return value
