"""Skip: somebody else may take it, this steward sees it last."""

from __future__ import annotations

from django.utils.translation import gettext as _

from crmsocial.core.errors import NotFound
from matching.models import Candidate

from .. import leases
from .base import Action, Outcome


class Skip(Action):
    """Lets the lease go and puts the pair at the end of the queue for this steward alone; decides nothing."""

    verb = "skip"

    def check(self) -> None:
        """The pair is there."""
        if not Candidate.objects.filter(pk=self.candidate_id).exists():
            raise NotFound(_("This pair is no longer here, or may no longer be matched. Nothing was changed."))

    def execute(self) -> Outcome:
        """Release and remember."""
        leases.skip(candidate_id=self.candidate_id, user=self.actor)
        return Outcome(_("Skipped: it comes again at the end."), self.candidate_id)
