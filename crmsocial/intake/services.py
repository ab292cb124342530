"""The writes of this app: receiving a file, loading it now or by a worker, cancelling it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from crmsocial.constituents.models import Basis, Source
from crmsocial.constituents.services import ensure_source
from crmsocial.core import audit, jobs
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import Job, User

from . import endings, storage
from .dictionary import ENTITIES
from .error_file import write_errors
from .formats import FileRefused, Table, open_table
from .mapping import Mapping as ColumnMapping
from .mapping import recognise
from .models import Batch, BatchState
from .pipeline import Loader, Step

JOB_KIND = "intake.load"


def check_request(*, entity: str, source_name: str, basis: str) -> None:
    """Refuse an import that does not say where its rows are from or what permits having them. Raises InvalidInput."""
    if entity not in ENTITIES:
        raise InvalidInput(
            _("“%(entity)s” cannot be imported. Choose one of: %(known)s.")
            % {"entity": entity, "known": ", ".join(ENTITIES)}
        )
    if not source_name:
        raise InvalidInput(_("Say which source the rows come from."))
    bases = ", ".join(Basis.values)
    if not basis:
        raise InvalidInput(_("State the lawful basis of having these rows, one of: %(known)s.") % {"known": bases})
    if basis not in Basis.values:
        raise InvalidInput(
            _("“%(basis)s” is no lawful basis. Choose one of: %(known)s.") % {"basis": basis, "known": bases}
        )


def import_file(
    *,
    path: Path,
    entity: str,
    source_name: str,
    basis: str,
    actor: User | None,
    file_name: str = "",
    source_kind: str | None = None,
    overrides: Mapping[str, str | None] | None = None,
    dry_run: bool = False,
    errors_to: Path | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Batch:
    """Load the file at ``path`` here and now, in one transaction; returns the batch as it ended.

    A file in which no row is good ends as a failed batch. ``dry_run`` does everything and takes it back.
    ``errors_to`` gets the error file if there is anything to tell. Raises InvalidInput (FileRefused for the file)
    with nothing written.
    """
    check_request(entity=entity, source_name=source_name, basis=basis)
    table = open_table(path, name=file_name)
    recognise(table.header, ENTITIES[entity], overrides)
    with transaction.atomic():
        batch = Batch.objects.create(
            source=ensure_source(name=source_name, kind=source_kind, actor=actor),
            entity=entity,
            basis=basis,
            file_name=file_name or path.name,
            file_hash=storage.hash_of(path),
            overrides=dict(overrides or {}),
            created_by=actor,
        )
        batch.refresh_from_db()
        endings.move(batch, BatchState.LOADING, actor=actor)
        loader = Loader(batch, path)
        while not (step := loader.step()).finished:
            if progress:
                progress(step)
        # With its source, which a dry run takes back as well.
        batch = Batch.objects.select_related("source").get(pk=batch.pk)
        if errors_to and batch.errors.exists():
            write_errors(batch, errors_to)
        if dry_run:
            transaction.set_rollback(True)
    return batch


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would become: how it is written, what its columns mean, and its first rows."""

    table: Table
    mapping: ColumnMapping
    rows: list[list[str]]


def preview(*, batch: Batch, rows: int = 8) -> Preview:
    """Read the beginning of a received file. Raises FileRefused as loading it would, as far as the beginning tells."""
    table = open_table(storage.path_of(batch.stored_as), name=batch.file_name, whole=False)
    mapping = recognise(table.header, ENTITIES[batch.entity], batch.overrides)
    first = [record.cells for record, _i in zip(table.records(), range(rows), strict=False) if not record.problem]
    return Preview(table, mapping, first)


def receive(
    *,
    chunks: Iterable[bytes],
    file_name: str,
    entity: str,
    source_name: str,
    basis: str,
    actor: User,
    source_kind: str | None = None,
) -> Batch:
    """Keep an uploaded file until it is confirmed. Raises InvalidInput, FileRefused with nothing kept."""
    check_request(entity=entity, source_name=source_name, basis=basis)
    stored_as, digest = storage.keep(chunks)
    try:
        with transaction.atomic():
            source: Source = ensure_source(name=source_name, kind=source_kind, actor=actor)
            batch = Batch.objects.create(
                source=source, entity=entity, basis=basis, file_name=Path(file_name).name[:255], file_hash=digest,
                stored_as=stored_as, created_by=actor,
            )  # fmt: skip
            batch.refresh_from_db()
            audit.record(
                verb="batch.received",
                object_type="batch",
                object_id=batch.pk,
                actor=actor,
                details={"entity": entity, "basis": basis, "source_id": source.pk, "file_sha256": digest},
            )
            preview(batch=batch)
    except Exception:
        storage.remove(stored_as)
        raise
    return batch


@transaction.atomic
def start(*, batch: Batch, actor: User, overrides: Mapping[str, str | None] | None = None) -> Job:
    """Hand a received file to the workers, with the person's choice of fields.

    Raises Conflict if that was done, FileRefused.
    """
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != BatchState.RECEIVED:
        raise Conflict(_("The import has already begun or ended."), current=batch.state)
    if overrides is not None:
        batch.overrides = dict(overrides)
        recognise(preview(batch=batch).table.header, ENTITIES[batch.entity], batch.overrides)
        batch.save(update_fields=["overrides"])
    endings.move(batch, BatchState.LOADING, actor=actor)
    return enqueue_load(batch, actor=actor)


def enqueue_load(batch: Batch, *, actor: User | None) -> Job:
    """The job that loads the batch, waiting."""
    job = jobs.enqueue(kind=JOB_KIND, unique_key=f"{JOB_KIND}:{batch.pk}", args={"batch": str(batch.pk)}, actor=actor)
    Batch.objects.filter(pk=batch.pk).update(job_id=job.pk)
    return job


@transaction.atomic
def discard(*, batch: Batch, actor: User) -> None:
    """Drop a received file that nobody confirmed. Raises Conflict once loading has begun."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != BatchState.RECEIVED:
        raise Conflict(_("The import has already begun; cancel it on its page."), current=batch.state)
    endings.cancel(batch, actor=actor)


def forget_unconfirmed(*, older_than: timedelta) -> int:
    """Drop files that were received and never confirmed; returns how many.

    A file whose loading failed is kept as long, for another try, and then dropped too: whoever is erased is in no file.
    """
    return _forget(
        Batch.objects.filter(state=BatchState.RECEIVED, created_at__lt=Now() - older_than), endings.cancel
    ) + _forget(
        Batch.objects.filter(state=BatchState.FAILED, finished_at__lt=Now() - older_than).exclude(stored_as=""),
        endings.forget_file,
    )


def _forget(waiting: QuerySet[Batch], end: Callable[[Batch], None]) -> int:
    forgotten = 0
    for batch_id in list(waiting.values_list("pk", flat=True)[:500]):
        with transaction.atomic():
            # Asked again under the lock: somebody may have confirmed it, or tried again, meanwhile.
            batch = waiting.select_for_update(of=("self",)).filter(pk=batch_id).first()
            if batch is not None:
                end(batch)
                forgotten += 1
    return forgotten


def loader_of(batch_id: UUID) -> Loader | None:
    """The loader of a batch under way.

    None where it has ended, or ends here because the file as a whole cannot be read.
    """
    batch = Batch.objects.get(pk=batch_id)
    if batch.state == BatchState.FAILED and batch.stored_as:
        with transaction.atomic():
            endings.move(batch, BatchState.LOADING)
    if batch.state != BatchState.LOADING:
        return None
    try:
        return Loader(batch, storage.path_of(batch.stored_as))
    except FileRefused as refusal:
        refuse(batch_id, refusal.message)
        return None


@transaction.atomic
def refuse(batch_id: UUID, message: str) -> None:
    """End the batch because its file cannot be read."""
    endings.fail(Batch.objects.select_for_update().get(pk=batch_id), message)
