"""Handing a package out: built when somebody looks at it or downloads it, and each time entered in the logs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from crmsocial.constituents.ids import current_id
from crmsocial.core import audit
from crmsocial.core.errors import NotFound
from crmsocial.core.models import User

from ..accesses.opening import Opening
from ..admins import require_admin
from ..models import Purpose, SubjectRequest
from . import package
from .changing import ADMINS_ALONE


@dataclass(frozen=True, slots=True)
class Looked:
    """What a package holds: labels and rows of its sections, its size in bytes, and what was taken out of it."""

    sections: list[tuple[str, int]]
    size: int
    taken: dict[str, int]


def look_at(*, request_id: UUID, actor: User) -> Looked:
    """What the package of a request holds now. Raises what ``package.build`` raises."""
    built, content = _build(request_id, actor, "request.package_looked_at")
    return Looked(built.counts, len(content), built.document["redactions"])


def download(*, request_id: UUID, actor: User) -> tuple[str, bytes]:
    """Name and bytes of the package as it is now. Raises what ``package.build`` raises."""
    built, content = _build(request_id, actor, "request.package_downloaded")
    return package.file_name(built), content


def _build(request_id: UUID, actor: User, verb: str) -> tuple[package.Package, bytes]:
    require_admin(actor, ADMINS_ALONE)
    with transaction.atomic():
        # Whoever closes the request meanwhile waits.
        request = SubjectRequest.objects.select_for_update(of=("self",), no_key=True).filter(pk=request_id).first()
        if request is None:
            raise NotFound(_("There is no such request."))
        built = package.build(request)
        content = package.write(built)
        assert request.constituent_id is not None
        opening = Opening(Purpose.EXPORT, "package of a request for access", actor)
        opening.shows(constituents=[current_id(request.constituent_id)])
        opening.write()
        audit.record(
            verb=verb,
            object_type="request",
            object_id=request.pk,
            actor=actor,
            details={"kind": request.kind, "rows": sum(number for _label, number in built.counts)},
        )
    return built, content
