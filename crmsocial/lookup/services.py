"""Writes of the constituent page."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from crmsocial.constituents.ids import resolve_id
from crmsocial.core.errors import NotFound
from crmsocial.core.models import User
from crmsocial.identity import selectors as identity
from crmsocial.identity import services as identities
from crmsocial.identity.models import Decision, Verdict
from privacy.accesses.opening import Subjects
from privacy.gate import purpose

UNLINKED = "unlinked"


def unlink(*, constituent_id: UUID, link_id: UUID, actor: User) -> Decision:
    """End a link of this constituent; raises NotFound where it has none such."""
    about = Subjects(constituents=[constituent_id])
    with purpose("profile_view", reason="unlinking on the constituent's page", actor=actor, about=about):
        if not identity.active_links(constituent_id).filter(pk=link_id).exists():
            raise NotFound(_("This account is no longer linked to the constituent. Nothing was changed."))
    return identities.end_link(link_id=link_id, actor=actor, reason=UNLINKED)


def link_again(*, constituent_id: UUID, decision_id: UUID, actor: User) -> Decision:
    """Take an unlinking back; raises NotFound where there is none, and what ``identity.services.reverse`` raises."""
    decision = Decision.objects.filter(pk=decision_id, verdict=Verdict.NOT_SAME, reason=UNLINKED).first()
    if decision is None or resolve_id(decision.constituent_id) != constituent_id:
        raise NotFound(_("There is no unlinking to take back here."))
    return identities.reverse(decision=decision, actor=actor, reason="mistake")
