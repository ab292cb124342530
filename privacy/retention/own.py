"""What ages in privacy and in the apps below it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Interaction, InteractionKind, SourceRecord

from ..holds import Held
from ..models import Category, RequestNote
from .registry import Kept, Span, register

#: What was said to or by a person; any other interaction is a transaction.
_WORDS = (
    InteractionKind.CALL,
    InteractionKind.EMAIL,
    InteractionKind.NOTE,
    InteractionKind.SURVEY,
    InteractionKind.CASE,
)


def _transactions(span: Span) -> QuerySet[Interaction]:
    return _interactions(span).exclude(kind__in=_WORDS)


def _words(span: Span) -> QuerySet[Interaction]:
    return _interactions(span).filter(kind__in=_WORDS)


def _interactions(span: Span) -> QuerySet[Interaction]:
    return Interaction.objects.filter(span.of_source("identity__source_id"), at__lt=span.before)


def _erase_interactions(ids: Sequence[UUID]) -> int:
    return Interaction.objects.filter(pk__in=ids).delete()[0]


def _on_identity(held: Held) -> Q:
    return Q(identity_id__in=held.identities) | Q(identity__source_id__in=held.sources)


def _former_records(span: Span) -> QuerySet[SourceRecord]:
    """Versions that a newer one has replaced before then; the newest of a row goes with its person alone."""
    newer = SourceRecord.objects.filter(
        identity_id=OuterRef("identity_id"), version__gt=OuterRef("version"), received_at__lt=span.before
    )
    found = SourceRecord.objects.filter(span.of_source("identity__source_id"), Exists(newer))
    return found.exclude(pk=F("identity__current_record_id"))


def _erase_records(ids: Sequence[UUID]) -> int:
    return SourceRecord.objects.filter(pk__in=ids).delete()[0]


def _notes(span: Span) -> QuerySet[RequestNote]:
    return RequestNote.objects.filter(request__closed_at__lt=span.before)


def _on_request(held: Held) -> Q:
    return Q(request__constituent_id__in=held.constituents)


def _erase_notes(ids: Sequence[UUID]) -> int:
    return RequestNote.objects.filter(pk__in=ids).delete()[0]


_KINDS = (
    Kept(
        category=Category.TRANSACTIONS,
        label=_("Gifts, tickets, purchases, shifts and visits"),
        since=_("since they took place"),
        due=_transactions,
        under_hold=_on_identity,
        erase=_erase_interactions,
    ),
    Kept(
        category=Category.CONTENT,
        label=_("Calls, e-mails, notes, surveys and cases"),
        since=_("since they took place"),
        due=_words,
        under_hold=_on_identity,
        erase=_erase_interactions,
    ),
    Kept(
        category=Category.CONTACT,
        label=_("Former versions of source records"),
        since=_("since a newer version replaced them"),
        due=_former_records,
        under_hold=_on_identity,
        erase=_erase_records,
    ),
    Kept(
        category="request_notes",
        label=_("Words of closed requests"),
        since=_("since the request was closed"),
        due=_notes,
        under_hold=_on_request,
        erase=_erase_notes,
        by_source=False,
    ),
)


def register_own() -> None:
    """Enter these kinds."""
    for kind in _KINDS:
        register(kind)
