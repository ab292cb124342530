"""Making and revoking exports. Both are audited; neither reads a value."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crmsocial.core import audit
from crmsocial.core.errors import Conflict, InvalidInput, NotFound
from crmsocial.core.models import Role, User

from ..lawfulness import purposes
from ..models import Export, Purpose
from . import columns as known

DAYS, MOST_DAYS = 7, 90
MOST_PEOPLE = 100_000


def create(
    *,
    title: str,
    constituent_ids: Sequence[UUID],
    columns: Collection[str],
    actor: User,
    recipient: str = "",
    days: int = DAYS,
) -> Export:
    """Keep a selection of people for download until it ends, ``days`` from now.

    ``recipient`` as notices name it; empty is the organisation itself. Raises InvalidInput for no or too many people,
    unknown columns or days out of range, NotPermitted for a role that may hand nothing out.
    """
    purposes.require(Purpose.EXPORT, actor)
    ids = list(dict.fromkeys(constituent_ids))
    if not ids:
        raise InvalidInput(_("Nobody is selected, so there is nothing to export."))
    if len(ids) > MOST_PEOPLE:
        raise InvalidInput(_("An export holds at most %(most)d people. Make several.") % {"most": MOST_PEOPLE})
    if unknown := [code for code in columns if known.column(code) is None]:
        raise InvalidInput(_("There is no column “%(code)s”.") % {"code": unknown[0]})
    if not columns:
        raise InvalidInput(_("Choose at least one column."))
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInput(_("An export ends after 1 to %(most)d days.") % {"most": MOST_DAYS})
    with transaction.atomic():
        made = Export.objects.create(
            title=title.strip()[:120] or _("Export"),
            recipient=recipient.strip()[:120],
            columns=[one.code for one in known.columns() if one.code in set(columns)],
            constituent_ids=ids,
            created_by=actor,
            expires_at=Now() + timedelta(days=days),
        )
        made.refresh_from_db()
        details = {"people": len(ids), "columns": made.columns, "expires_at": made.expires_at.isoformat()}
        audit.record(verb="export.created", object_type="export", object_id=made.pk, actor=actor, details=details)
    return made


def revoke(*, export: Export, actor: User) -> None:
    """End an export at once: a download that is running stops behind the slice that is on its way."""
    with transaction.atomic():
        if not Export.objects.filter(pk=export.pk, revoked_at__isnull=True).update(revoked_at=Now(), revoked_by=actor):
            raise Conflict(_("The export was revoked before."))
        audit.record(verb="export.revoked", object_type="export", object_id=export.pk, actor=actor, details={})


def begin(*, export: Export, actor: User) -> None:
    """Count and audit a download that begins."""
    with transaction.atomic():
        Export.objects.filter(pk=export.pk).update(downloads=F("downloads") + 1)
        details = {"people": len(export.constituent_ids)}
        audit.record(verb="export.downloaded", object_type="export", object_id=export.pk, actor=actor, details=details)


def visible(export_id: UUID, *, actor: User) -> Export:
    """The export, for its maker and for privacy admins. Raises NotFound for everybody else."""
    rows = Export.objects.filter(pk=export_id)
    found = (rows if actor.has_role(Role.PRIVACY_ADMIN) else rows.filter(created_by=actor)).first()
    if found is None:
        raise NotFound(_("There is no such export."))
    return found
