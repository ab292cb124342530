"""Writing notices: a version is drafted, submitted and published by somebody else; from then on it never changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.core import audit, jobs
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.errors import Conflict, InvalidInput, NotPermitted
from crmsocial.core.models import User

from ..admins import is_admin, require_admin
from ..judging.case import uses_of
from ..models import Notice, NoticeState
from ..projecting.locks import freeze_circumstances
from . import diff, disclosures, selectors, states

_ADMINS_ALONE = gettext_lazy("Only a privacy admin can write notices.")
ASK_AGAIN = "privacy.ask_again"
Rows = Sequence[Mapping[str, Any]]


def draft(*, version: str, title: str, body: str, disclosures: Rows, actor: User | None) -> Notice:
    """Write a version that is not yet in force; ``actor=None`` is the program itself.

    Raises InvalidInput naming the disclosure and field that says something unknown, or a version that exists.
    """
    require_admin(actor, _ADMINS_ALONE)
    rows = _rows(disclosures)
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                version=_named(version), title=title.strip(), body=body, disclosures=rows, drafted_by=actor
            )
            _audit("notice.drafted", notice, actor)
    except IntegrityError as error:
        raise _taken(version) from error
    return notice


def draft_copy(*, actor: User) -> Notice:
    """Write a version that says what the newest one says, to be changed from there."""
    newest = selectors.in_force()
    if newest is None:
        raise InvalidInput(_("There is no notice to copy. Write one from scratch."))
    return draft(
        version=selectors.next_version(),
        title=newest.title,
        body=newest.body,
        disclosures=newest.disclosures,
        actor=actor,
    )


def edit(
    *, notice: Notice, lock_version: int, version: str, title: str, body: str, disclosures: Rows, actor: User
) -> Notice:
    """Change a draft. Whoever changes it answers for it as its drafter, and so cannot approve it.

    Raises Conflict when somebody changed it since ``lock_version``, InvalidInput as ``draft`` does.
    """
    require_admin(actor, _ADMINS_ALONE)
    rows = _rows(disclosures)
    try:
        with transaction.atomic():
            held = _held(notice, states.EDIT, lock_version)
            held.version, held.title, held.body, held.disclosures = _named(version), title.strip(), body, rows
            held.drafted_by, held.lock_version = actor, held.lock_version + 1
            held.save(update_fields=["version", "title", "body", "disclosures", "drafted_by", "lock_version"])
            _audit("notice.edited", held, actor, lock_version=held.lock_version)
    except IntegrityError as error:
        raise _taken(version) from error
    return held


def submit(*, notice: Notice, lock_version: int, actor: User) -> Notice:
    """Put a draft before a second admin. Raises InvalidInput when it lacks what people must be told."""
    require_admin(actor, _ADMINS_ALONE)
    with transaction.atomic():
        held = _held(notice, states.SUBMIT, lock_version)
        if not held.title.strip() or not held.body.strip():
            raise InvalidInput(_("Write a title and a text before you submit the notice."))
        disclosures.require_whole(held.disclosures)
        held.submitted_by = actor
        return _moved(held, states.SUBMIT, actor, "submitted_by")


def send_back(*, notice: Notice, lock_version: int, actor: User) -> Notice:
    """Return a submitted version to be changed."""
    require_admin(actor, _ADMINS_ALONE)
    with transaction.atomic():
        held = _held(notice, states.SEND_BACK, lock_version)
        held.submitted_by = None
        return _moved(held, states.SEND_BACK, actor, "submitted_by")


def discard(*, notice: Notice, lock_version: int, actor: User) -> Notice:
    """Give up a version that was not published; it stays on record."""
    require_admin(actor, _ADMINS_ALONE)
    with transaction.atomic():
        return _moved(_held(notice, states.DISCARD, lock_version), states.DISCARD, actor)


def may_not_approve(notice: Notice, actor: User) -> str:
    """The sentence that says why this person may not approve the version, empty where they may."""
    if not is_admin(actor):
        return _("Only a privacy admin can approve a notice.")
    if notice.drafted_by_id is None or notice.submitted_by_id is None:
        return _("It is not recorded who wrote and submitted this version, so nobody can be a second pair of eyes.")
    if actor.pk == notice.drafted_by_id:
        return _("You changed this version last. Another privacy admin must approve it.")
    if actor.pk == notice.submitted_by_id:
        return _("You submitted this version. Another privacy admin must approve it.")
    return ""


def approve(*, notice: Notice, lock_version: int, actor: User) -> Notice:
    """Publish a submitted version as a second admin who read it as of ``lock_version``.

    Uses that rest on the notice in force are judged anew in this transaction, and people whose consent it no longer
    covers are asked again by a job. Raises NotPermitted for whoever wrote or submitted it, Conflict when it changed.
    """
    return again_after_deadlock(lambda: _approved(notice, lock_version, actor))


def _approved(notice: Notice, lock_version: int, actor: User) -> Notice:
    with transaction.atomic():
        freeze_circumstances()
        held = _held(notice, states.APPROVE, lock_version)
        refusal = may_not_approve(held, actor)
        if refusal:
            raise NotPermitted(refusal, code="four_eyes")
        disclosures.require_whole(held.disclosures)
        former = selectors.in_force()
        held.approved_by = actor
        return _published(held, former, actor, "approved_by")


def publish(*, notice: Notice, actor: User | None) -> Notice:
    """Put a version of the program's own in force: one that nobody drafted. People's versions need ``approve``.

    Raises Conflict when it was published before.
    """
    with transaction.atomic():
        freeze_circumstances()
        held = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
        if held.published_at is not None:
            raise Conflict(_("Notice %(version)s was published before.") % {"version": held.version})
        if held.drafted_by_id is not None:
            raise NotPermitted(_("This version needs the approval of a second privacy admin."), code="four_eyes")
        published = _published(held, selectors.in_force(), actor)
    notice.refresh_from_db()
    return published


def _published(held: Notice, former: Notice | None, actor: User | None, *fields: str) -> Notice:
    from .. import projection

    held.state = NoticeState.PUBLISHED
    Notice.objects.filter(pk=held.pk).update(
        state=held.state, published_at=Now(), **{name: getattr(held, name) for name in fields}
    )
    held.refresh_from_db()
    _audit("notice.published", held, actor, lock_version=held.lock_version)
    # The gate reads no more of the notice in force than its uses, so another wording alone changes no permission.
    if former is None or uses_of(former.disclosures) != uses_of(held.disclosures):
        projection.refresh_all()
    if former is not None and diff.asks_again(former.disclosures, held.disclosures):
        jobs.enqueue(kind=ASK_AGAIN, unique_key=f"{ASK_AGAIN}:{held.pk}", args={"notice": str(held.pk)}, actor=actor)
    return held


def _held(notice: Notice, verb: str, lock_version: int) -> Notice:
    """The version's row, locked, if the verb may be done and nobody changed it since."""
    held = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    states.after(held, verb)
    if held.lock_version != lock_version:
        raise Conflict(
            _("Notice %(version)s was changed after you opened it. Read it again before you decide.")
            % {"version": held.version},
            code="changed",
            current=held.lock_version,
        )
    return held


def _moved(held: Notice, verb: str, actor: User, *fields: str) -> Notice:
    former, held.state = held.state, states.after(held, verb)
    held.save(update_fields=["state", *fields])
    _audit(f"notice.{verb}", held, actor, former=former, state=held.state)
    return held


def _rows(given: Rows) -> list[dict[str, Any]]:
    return disclosures.validated(given)


def _named(version: str) -> str:
    name = version.strip()
    if not name or len(name) > 20 or not name.replace(".", "").replace("-", "").isalnum():
        raise InvalidInput(
            _("“%(version)s” is no name for a version: use up to 20 letters, digits, dots and hyphens.")
            % {"version": name}
        )
    return name


def _taken(version: str) -> InvalidInput:
    return InvalidInput(
        _("There is a notice %(version)s already. Give this one another version.") % {"version": version.strip()}
    )


def _audit(verb: str, notice: Notice, actor: User | None, **details: Any) -> None:
    audit.record(
        verb=verb,
        object_type="notice",
        object_id=notice.pk,
        actor=actor,
        details={"version": notice.version, **details},
    )
