"""Stores of this app: rows on their way in, and what error lists tell of rows.

They come early, while records and accounts still say which rows are the person's. Rows that another spelling or
another source brings are held back when they are written. A file that waits for a worker is not searched: its rows are
shown to the suppression list like any others, and it goes when its batch ends or is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Basis, Interaction, Source, SourceIdentity, SourceRecord
from crmsocial.personas.models import Persona
from privacy.erasure import registry
from privacy.erasure.held import hold_on
from privacy.erasure.stores import ErasureSubject
from privacy.erasure.tables import AT_ONCE, TableStore, sought
from privacy.holds import EVERYTHING

from .models import Batch, BatchError, StagedRow

_FOUND = """
FROM intake_stagedrow s JOIN intake_batch b ON b.id = s.batch_id
WHERE EXISTS (SELECT 1 FROM constituents_sourceidentity i WHERE i.id = ANY(%(identities)s)
              AND i.source_id = b.source_id AND i.external_id = s.external_id)
   OR EXISTS (SELECT 1 FROM personas_persona p WHERE p.id = ANY(%(personas)s) AND p.platform = s.platform
              AND (p.account_id = s.account_id OR (p.handle_key <> '' AND p.handle_key = s.handle_key
                   AND (s.account_id IS NULL OR p.account_id IS NULL))))
"""
_COUNT = f"SELECT count(*) {_FOUND}"
_DELETE = f"""
DELETE FROM intake_stagedrow WHERE (batch_id, line) IN (SELECT s.batch_id, s.line {_FOUND} LIMIT {AT_ONCE})
"""
#: Shorter values (a country, yes and no) say nothing of whose row it was.
_TELLING = 4


class StagedRowStore:
    """Checked rows that wait to be written, by what their source or platform calls the person."""

    name = "intake.staged_rows"
    label = _("Rows on their way in")
    covers = ("intake.StagedRow",)
    position = 12

    def blocked(self, subject: ErasureSubject) -> str:
        """A hold on everything; narrower ones are on what has been written."""
        return hold_on(subject, EVERYTHING)

    def count(self, subject: ErasureSubject) -> int:
        """Rows that can be found."""
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, _parameters(subject))
            return int(cursor.fetchone()[0])

    def erase(self, subject: ErasureSubject) -> int:
        """Delete some."""
        with connection.cursor() as cursor:
            cursor.execute(_DELETE, _parameters(subject))
            return int(cursor.rowcount)

    def plant(self, subject: ErasureSubject) -> None:
        """A staged row of an identity of a source made for it."""
        batch = _planted_batch(subject)
        name = f"planted-{subject.erasure_id}"
        SourceIdentity.objects.create(pk=subject.erasure_id, source=batch.source, external_id=name)
        StagedRow.objects.create(
            batch_id=batch.pk, line=1, external_id=name, values={}, content_hash=bytes(32), account_id=None
        )


def _parameters(subject: ErasureSubject) -> dict[str, Any]:
    return {"identities": sought(subject, "identity_ids"), "personas": sought(subject, "persona_ids")}


def _planted_batch(subject: ErasureSubject) -> Batch:
    source = Source.objects.create(name=f"planted-{subject.erasure_id}")
    return Batch.objects.create(
        pk=subject.erasure_id, source=source, entity="constituents", basis=Basis.CONSENT, file_name="", file_hash=""
    )


class ErrorStore(TableStore):
    """Values in error lists. Line, column and reason stay, so that whoever mends the file still can.

    A bad cell says nothing of whose it is. So of batches that brought rows of the person all values go, and of others
    those that equal something that is known of the person.
    """

    name = "intake.errors"
    label = _("Values in error lists")
    position = 13
    model = BatchError
    columns = {}
    category = EVERYTHING

    def rows(self, subject: ErasureSubject) -> QuerySet[BatchError]:
        """Errors that show a value that is or may be the person's."""
        theirs = Q(batch_id__in=_batches_of(subject)) | Q(shown__in=_texts_of(subject))
        return BatchError.objects.exclude(value="").annotate(shown=Lower("value")).filter(theirs)

    def erase(self, subject: ErasureSubject) -> int:
        """Empty some of the values."""
        keys = list(self.rows(subject).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        return BatchError.objects.filter(pk__in=keys).update(value="")

    def plant(self, subject: ErasureSubject) -> None:
        """An error of a batch made for it."""
        BatchError.objects.create(batch=_planted_batch(subject), line=1, value="planted", reason="planted")


def _batches_of(subject: ErasureSubject) -> list[UUID]:
    batches = {
        *SourceRecord.objects.filter(identity_id__in=subject.identity_ids).values_list("batch_id", flat=True),
        *Interaction.objects.filter(identity_id__in=subject.identity_ids).values_list("batch_id", flat=True),
        *Persona.objects.filter(pk__in=subject.persona_ids).values_list("batch_id", flat=True),
    }
    return [subject.erasure_id, *(batch for batch in batches if batch is not None)]


def _texts_of(subject: ErasureSubject) -> list[str]:
    identities = SourceIdentity.objects.filter(pk__in=subject.identity_ids)
    texts = set(identities.values_list("external_id", flat=True))
    for values in SourceRecord.objects.filter(identity_id__in=subject.identity_ids).values_list("values", flat=True):
        texts |= set(_said(values))
    for persona in Persona.objects.filter(pk__in=subject.persona_ids):
        columns = (persona.account_id, persona.handle, persona.external_id, persona.display_name, persona.profile_link)
        texts |= {text for text in columns if text} | set(_said(persona.values))
    return sorted({text.lower()[:500] for text in texts if len(text) >= _TELLING})


def _said(values: dict[str, Any]) -> Iterator[str]:
    """The texts of a row, and the parts of cells that hold several."""
    for value in values.values():
        if isinstance(value, str):
            yield value
            yield from (part.strip() for part in value.split("|"))


def register() -> None:
    """Enter these stores."""
    for store in (StagedRowStore(), ErrorStore()):
        registry.register(store)
