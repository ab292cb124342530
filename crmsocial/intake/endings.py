"""How a batch ends: loaded, failed or cancelled.

Each is one move of the table in ``states``, audited, with nothing left staged.
"""

from __future__ import annotations

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crmsocial.consolidation import services as consolidation
from crmsocial.core import audit
from crmsocial.core.errors import Conflict
from crmsocial.core.models import User
from privacy.gate import purpose

from . import states, storage
from .models import Batch, BatchState
from .signals import batch_loaded


def move(batch: Batch, state: BatchState, *, message: str = "", actor: User | None = None) -> None:
    """Move the batch to ``state`` in the caller's transaction. Raises Conflict when the table does not permit it."""
    ended = {"finished_at": Now()} if state != BatchState.LOADING else {"finished_at": None}
    moved = Batch.objects.filter(pk=batch.pk, state__in=states.sources_of(state)).update(
        state=state, message=message, **ended
    )
    if not moved:
        raise Conflict(_("The import has already ended or begun; load the page again."), current=str(batch.pk))
    batch.refresh_from_db()
    counts = {
        name: getattr(batch, name)
        for name in (
            "rows_read",
            "rows_added",
            "rows_changed",
            "rows_unchanged",
            "rows_joined",
            "rows_bad",
            "rows_suppressed",
        )
    }
    audit.record(
        verb=f"batch.{state}",
        object_type="batch",
        object_id=batch.pk,
        actor=actor or batch.created_by,
        details={
            "entity": batch.entity,
            "source": batch.source_id,
            "basis": batch.basis,
            "file": batch.file_hash,
            **counts,
        },
    )


def conclude(batch: Batch) -> None:
    """Everything is written: profiles and the layers above follow; staged rows and the file are needed no more."""
    move(batch, BatchState.LOADED, message=summary(batch))
    _clear(batch, keep_file=False)
    if batch.entity == "constituents" and batch.rows_added + batch.rows_changed:
        consolidation.refresh_batch_later(batch.pk, actor=batch.created_by)
    batch_loaded.send(sender=Batch, batch=batch)


def fail(batch: Batch, message: str, *, keep_file: bool = False) -> None:
    """The file cannot be loaded, and nothing of it was. ``keep_file`` where another try may help."""
    move(batch, BatchState.FAILED, message=message)
    _clear(batch, keep_file=keep_file)
    Batch.objects.filter(pk=batch.pk).update(merged_line=None)


def cancel(batch: Batch, *, actor: User | None = None) -> None:
    """Somebody changed their mind before writing began; nothing was loaded."""
    move(batch, BatchState.CANCELLED, message=_("Cancelled; nothing was loaded."), actor=actor)
    _clear(batch, keep_file=False)


def summary(batch: Batch) -> str:
    """One sentence of counts."""
    parts = [
        _("%(count)d added") % {"count": batch.rows_added},
        _("%(count)d changed") % {"count": batch.rows_changed},
        _("%(count)d unchanged") % {"count": batch.rows_unchanged},
    ]
    if batch.rows_joined:
        parts.append(_("%(count)d joined with another row about the same account") % {"count": batch.rows_joined})
    if batch.rows_bad:
        parts.append(
            ngettext("%(count)d row left out", "%(count)d rows left out", batch.rows_bad) % {"count": batch.rows_bad}
        )
    if batch.cells_bad:
        parts.append(
            ngettext("%(count)d cell left out", "%(count)d cells left out", batch.cells_bad)
            % {"count": batch.cells_bad}
        )
    if batch.rows_suppressed:
        parts.append(_("%(count)d held back because the person was erased") % {"count": batch.rows_suppressed})
    told = ngettext("%(read)d row read: %(parts)s.", "%(read)d rows read: %(parts)s.", batch.rows_read)
    return told % {"read": batch.rows_read, "parts": ", ".join(parts)}


def _clear(batch: Batch, *, keep_file: bool) -> None:
    with purpose("intake", reason="clearing staged rows"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_stagedrow WHERE batch_id = %s", [batch.pk])
    if not keep_file:
        _drop_file(batch)


def forget_file(batch: Batch) -> None:
    """Nobody let a failed batch try again: its file goes."""
    _drop_file(batch)
    audit.record(verb="batch.file_forgotten", object_type="batch", object_id=batch.pk, actor=None)


def _drop_file(batch: Batch) -> None:
    if batch.stored_as:
        stored, batch.stored_as = batch.stored_as, ""
        Batch.objects.filter(pk=batch.pk).update(stored_as="")
        transaction.on_commit(lambda: storage.remove(stored))
