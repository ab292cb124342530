"""A download: slice by slice, each asked and read in a transaction of its own before a byte of it leaves.

What happens while it runs is in force for the rest of it: a withdrawal, an erasure, a revocation, a lost role.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from crmsocial.core.models import User

from .. import gate, incidents
from ..judging.reasons import SENTENCES
from ..lawfulness.purposes import PurposeRefused
from ..models import Export
from . import permitted
from .cells import lines
from .columns import Column, column

#: People asked about and read at a time.
SLICE = 500
_OTHER = {permitted.GONE: lazy("No longer here."), permitted.TWICE: lazy("Listed under another id, too.")}


def ended(export: Export) -> str:
    """Why the export may not be downloaded any more; empty while it may."""
    if export.revoked_at is not None:
        return _("The export was revoked on %(when)s.") % {"when": timezone.localtime(export.revoked_at).date()}
    if export.expires_at <= timezone.now():
        return _("The export ended on %(when)s.") % {"when": timezone.localtime(export.expires_at).date()}
    return ""


def stream(export_id: UUID, *, actor: User) -> Iterator[bytes]:
    """The file. Its last line counts who was left out, and why; or says why the rest is missing."""
    export = Export.objects.get(pk=export_id)
    wanted = [found for code in export.columns if (found := column(code))]
    yield lines([["id", *(one.code for one in wanted)]])
    given, left_out = 0, Counter[str]()
    for start in range(0, len(export.constituent_ids), SLICE):
        ids = export.constituent_ids[start : start + SLICE]
        stopped, rows, why = _slice(export_id, actor.pk, ids, wanted)
        if stopped:
            missing = len(export.constituent_ids) - start
            yield lines([["#", stopped, _("The last %(count)d people are missing.") % {"count": missing}]])
            return
        given += len(rows)
        left_out += why
        yield lines(rows)
    yield lines([["#", *_summary(given, left_out)]])


def _slice(
    export_id: UUID, actor_id: int, ids: Sequence[UUID], wanted: Sequence[Column]
) -> tuple[str, list[list[str]], Counter[str]]:
    export, actor = Export.objects.get(pk=export_id), User.objects.get(pk=actor_id)
    if stopped := ended(export):
        return stopped, [], Counter()
    try:
        with gate.purpose(export.purpose, reason="download of an export", actor=actor) as opening:
            asked = permitted.sort(ids, purpose=export.purpose, recipient=export.recipient)
            values = [one.read(asked.permitted) for one in wanted]
            # Whoever said no while the values were being read is asked last.
            still = permitted.sort(asked.permitted, purpose=export.purpose, recipient=export.recipient)
            opening.shows(constituents=still.permitted)
            rows = [[str(pk), *(one.get(pk, "") for one in values)] for pk in still.permitted]
    except PurposeRefused as refused:
        return refused.message, [], Counter()
    why = Counter([*asked.left_out.values(), *still.left_out.values()])
    if any(code in gate.OUTSIDE_NOTICE for code in why):
        details = {"purpose": export.purpose, "recipient": export.recipient, "export": export.pk}
        incidents.record(kind=incidents.USE_OUTSIDE_NOTICE, details=details, actor=actor)
    return "", rows, why


def _summary(given: int, left_out: Counter[str]) -> list[str]:
    told = [_("%(count)d people.") % {"count": given}]
    if not left_out:
        return [*told, _("Nobody was left out.")]
    told.append(_("%(count)d were left out:") % {"count": left_out.total()})
    reasons = {**SENTENCES, **_OTHER}
    return told + [f"{number} × {reasons.get(code, code)}" for code, number in left_out.most_common()]
