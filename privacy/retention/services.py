"""Making schedules, seeing what they would delete, and letting them do it."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.constituents.models import Source
from crmsocial.core import audit
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import User

from ..admins import require_admin
from ..models import RetentionRun, RetentionSchedule
from . import counting, registry, running
from .counting import Preview

_ADMINS_ALONE = gettext_lazy("Only a privacy admin says how long what is kept.")


def create(*, actor: User, category: str, keep_days: int, source: Source | None = None) -> RetentionSchedule:
    """A new schedule, which deletes nothing before it was previewed and switched on.

    Raises InvalidInput for data that nothing here holds, Conflict where this source has one already.
    """
    require_admin(actor, _ADMINS_ALONE)
    kept = registry.kept(category)
    if kept is None or keep_days < 1:
        raise InvalidInput(_("Choose what is kept and for how many days, at least one."))
    if source is not None and not kept.by_source:
        raise InvalidInput(_("This does not come from a source, so that its schedule is about all of it."))
    try:
        with transaction.atomic():
            schedule = RetentionSchedule.objects.create(
                category=category, source=source, keep_days=keep_days, created_by=actor
            )
            _audit("retention.created", schedule, actor)
    except IntegrityError as error:
        if "retention_once" not in str(error):
            raise
        raise Conflict(_("There is a schedule for this already. Change that one.")) from None
    return schedule


@transaction.atomic
def change(*, schedule: RetentionSchedule, actor: User, keep_days: int) -> None:
    """Another number of days: what it would delete must be seen again, so it is switched off."""
    require_admin(actor, _ADMINS_ALONE)
    if keep_days < 1:
        raise InvalidInput(_("Data is kept for at least one day."))
    current = RetentionSchedule.objects.select_for_update().get(pk=schedule.pk)
    if current.keep_days == keep_days:
        return
    RetentionSchedule.objects.filter(pk=current.pk).update(
        keep_days=keep_days, active=False, previewed_at=None, changed_at=Now()
    )
    schedule.refresh_from_db()
    _audit("retention.changed", schedule, actor, was=current.keep_days)


@transaction.atomic
def preview(*, schedule: RetentionSchedule, actor: User) -> Preview:
    """Count what the schedule would delete now, and note that somebody saw it."""
    require_admin(actor, _ADMINS_ALONE)
    found = counting.count(schedule)
    RetentionSchedule.objects.filter(pk=schedule.pk, keep_days=schedule.keep_days).update(previewed_at=Now())
    schedule.refresh_from_db()
    _audit("retention.previewed", schedule, actor, due=found.due, held=found.held)
    return found


@transaction.atomic
def switch_on(*, schedule: RetentionSchedule, actor: User) -> None:
    """Let it delete each night from now on. Raises Conflict before anybody saw what it would delete."""
    require_admin(actor, _ADMINS_ALONE)
    seen = RetentionSchedule.objects.filter(pk=schedule.pk, previewed_at__isnull=False, keep_days=schedule.keep_days)
    if not seen.update(active=True, changed_at=Now()):
        raise Conflict(_("Look first at what it would delete. Nothing was changed."))
    schedule.refresh_from_db()
    _audit("retention.switched_on", schedule, actor)


@transaction.atomic
def switch_off(*, schedule: RetentionSchedule, actor: User) -> None:
    """Let it delete nothing any more; a run that is under way stops at its next slice."""
    require_admin(actor, _ADMINS_ALONE)
    if RetentionSchedule.objects.filter(pk=schedule.pk, active=True).update(active=False, changed_at=Now()):
        schedule.refresh_from_db()
        _audit("retention.switched_off", schedule, actor)


def run_now(*, schedule: RetentionSchedule, actor: User) -> RetentionRun:
    """Start a run of this schedule; returns the run, or the one that is under way.

    Raises Conflict while the schedule is switched off.
    """
    require_admin(actor, _ADMINS_ALONE)
    if not RetentionSchedule.objects.filter(pk=schedule.pk, active=True).exists():
        raise Conflict(_("Switch the schedule on first. Nothing was deleted."))
    return running.enter([UUID(str(schedule.pk))], actor=actor)


def _audit(verb: str, schedule: RetentionSchedule, actor: User, **details: object) -> None:
    what = {"category": schedule.category, "source": schedule.source_id, "days": schedule.keep_days}
    audit.record(
        verb=verb, object_type="retention_schedule", object_id=schedule.pk, actor=actor, details={**what, **details}
    )
