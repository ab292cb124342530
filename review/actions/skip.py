"""Skip: somebody else may take it, this steward sees it last."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .. import leases
from .base import Action, Outcome, find


class Skip(Action):
    """Lets the lease go and puts the pair at the end of the queue for this steward alone; decides nothing."""

    verb = "skip"

    def check(self) -> None:
        """The pair is there."""
        find(self.candidate_id)

    def execute(self) -> Outcome:
        """Release and remember."""
        leases.skip(candidate_id=self.candidate_id, user=self.actor)
        return Outcome(_("Skipped: it comes again at the end."), self.candidate_id)
