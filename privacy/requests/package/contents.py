"""What goes into a package: every section, other people taken out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import current_id, with_former
from crmsocial.constituents.models import Constituent, ConstituentState
from crmsocial.core.errors import Conflict, InvalidInput

from ... import registry as privacy_registry
from ...gate import purpose
from ...models import RequestKind, RequestState, SubjectRequest
from .. import registry
from ..laws import clock_law
from ..registry import Row
from .own_sections import information
from .redaction import Own, Redactor, free_texts, own_of

FORMAT, VERSION = "crmsocial.subject-access-package", 1
KINDS = frozenset({RequestKind.ACCESS, RequestKind.PORTABILITY})
#: How long after the answer the package may be downloaded again.
DOWNLOAD_DAYS = 30


@dataclass(frozen=True, slots=True)
class Package:
    """The document, as plain JSON, and the labels of its sections."""

    document: dict[str, Any]
    labels: Mapping[str, str]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Label and number of rows of each section."""
        return [(self.labels[name], len(rows)) for name, rows in self.document["sections"].items()]


def check(request: SubjectRequest) -> UUID:
    """The constituent whose package may be built now. Raises InvalidInput or Conflict saying why there is none."""
    if request.kind not in KINDS or request.constituent_id is None:
        raise InvalidInput(_("No package belongs to this request."))
    if request.identity_verified_at is None or request.state not in (RequestState.OPEN, RequestState.FULFILLED):
        raise Conflict(
            _("The package is given only to a person whose identity is verified, for a request that stands.")
        )
    if request.closed_at is not None and request.closed_at < timezone.now() - timedelta(days=DOWNLOAD_DAYS):
        raise Conflict(
            _("The request was answered more than %(days)s days ago. A new request gives a new package.")
            % {"days": DOWNLOAD_DAYS}
        )
    pk = current_id(request.constituent_id)
    if not Constituent.objects.filter(pk=pk, state=ConstituentState.ACTIVE).exists():
        raise Conflict(_("This person was erased, or is being erased: there is nothing to give."))
    return pk


def build(request: SubjectRequest) -> Package:
    """Read everything about the person now. Raises what ``check`` raises.

    It is read as the system: what a person may know of themselves does not depend on what they permit us to look at.
    """
    pk = check(request)
    with purpose("upkeep", reason="package of a request for access"):
        listed = {section.name: [_as_row(row) for row in section.rows(pk)] for section in registry.sections()}
    if request.kind == RequestKind.PORTABILITY:
        listed = {name: kept for name, rows in listed.items() if (kept := [row for row in rows if row.provided])}
    redactor = _redactor(listed, pk)
    sections = {name: [redactor.row(row.values) for row in rows] for name, rows in listed.items()}
    labels = {section.name: str(section.label) for section in registry.sections()}
    document = {
        "format": FORMAT,
        "version": VERSION,
        "kind": request.kind,
        "organisation": settings.ORGANISATION_NAME,
        "generated_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "request": {
            "id": str(request.pk),
            "received_at": request.received_at.isoformat(),
            "law": clock_law(request.jurisdiction),
        },
        "person": _person(pk),
        "information": information(),
        "sections": sections,
        "redactions": {kind: number for kind, number in sorted(redactor.taken.items()) if number},
    }
    return Package(document, labels)


def _person(pk: UUID) -> dict[str, Any]:
    former = [str(one) for one in with_former(pk) if one != pk]
    return {"id": str(pk), "former_ids": former, "name": privacy_registry.names([pk]).get(pk, "")}


def _as_row(row: Row | Mapping[str, Any]) -> Row:
    return row if isinstance(row, Row) else Row(row)


def _redactor(listed: Mapping[str, list[Row]], pk: UUID) -> Redactor:
    own, texts = Own(), set[str]()
    for rows in listed.values():
        for row in rows:
            own_of(row.values, own)
            texts.update(free_texts(row.values))
    return Redactor(own, frozenset(registry.names_of_others(texts, pk)))
