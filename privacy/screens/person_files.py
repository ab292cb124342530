"""What else privacy keeps of one person: requests, erasures, holds, and notices that were sent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from crmsocial.constituents.ids import with_former

from ..models import Erasure, ErasureScope, Hold, NoticeSent, SubjectRequest

#: So many of the newest of each stand on the page.
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class PersonFiles:
    """The newest of each, and holds that are in force."""

    requests: list[SubjectRequest]
    erasures: list[Erasure]
    holds: list[Hold]
    notices: list[NoticeSent]

    @property
    def is_erased(self) -> bool:
        """Whether the person was erased, or is being erased: nothing more is said of them or done to them."""
        return any(erasure.scope == ErasureScope.PERSON for erasure in self.erasures)


def of(constituent_id: UUID) -> PersonFiles:
    """Everything under the constituent's id of today and under former ones."""
    ids = with_former(constituent_id)
    sent = NoticeSent.objects.select_related("notice").filter(constituent_id__in=ids)
    return PersonFiles(
        requests=list(SubjectRequest.objects.filter(constituent_id__in=ids).order_by("-received_at", "-pk")[:_SHOWN]),
        erasures=list(Erasure.objects.filter(constituent_ids__overlap=ids).order_by("-requested_at", "-pk")[:_SHOWN]),
        holds=list(Hold.objects.filter(constituent_id__in=ids, lifted_at__isnull=True).order_by("pk")),
        notices=list(sent.order_by("-sent_at", "-pk")[:_SHOWN]),
    )
