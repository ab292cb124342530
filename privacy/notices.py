"""Notices: what people are told. A published version never changes; the newest published one is in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crmsocial.constituents.models import Basis
from crmsocial.core import audit
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import User

from .locks import freeze_circumstances
from .models import Category, Notice, NoticeState, Purpose

_CHOICES: tuple[tuple[str, type[Any]], ...] = (("category", Category), ("purpose", Purpose), ("basis", Basis))


def in_force() -> Notice | None:
    """The newest published notice."""
    return Notice.objects.filter(published_at__lte=Now()).order_by("-published_at", "-pk").first()


def draft(
    *, version: str, title: str, body: str, disclosures: Sequence[Mapping[str, Any]], actor: User | None
) -> Notice:
    """Write a version that is not yet in force. Raises InvalidInput naming a disclosure that says something unknown."""
    for number, row in enumerate(disclosures, 1):
        for name, choices in _CHOICES:
            if row.get(name) not in choices.values:
                raise InvalidInput(
                    _("Disclosure %(number)s: “%(value)s” is no known %(field)s.")
                    % {"number": number, "value": row.get(name), "field": name}
                )
    with transaction.atomic():
        notice = Notice.objects.create(version=version, title=title, body=body, disclosures=list(disclosures))
        audit.record(
            verb="notice.drafted", object_type="notice", object_id=notice.pk, actor=actor, details={"version": version}
        )
    return notice


def publish(*, notice: Notice, actor: User | None) -> Notice:
    """Put a version in force, for ever unchanged; uses that rest on the notice in force are judged anew.

    Raises Conflict when it was published before.
    """
    from . import projection

    with transaction.atomic():
        freeze_circumstances()
        if not Notice.objects.filter(pk=notice.pk, published_at__isnull=True).update(
            published_at=Now(), state=NoticeState.PUBLISHED
        ):
            raise Conflict(_("Notice %(version)s was published before.") % {"version": notice.version})
        notice.refresh_from_db()
        audit.record(
            verb="notice.published",
            object_type="notice",
            object_id=notice.pk,
            actor=actor,
            details={"version": notice.version},
        )
        projection.refresh_all()
    return notice
