"""Take a skip back: the pair stands where it stood in the queue."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .. import leases
from .base import Action, Outcome, find


class Unskip(Action):
    """Forgets that this steward passed the pair over; decides nothing."""

    verb = "unskip"

    def check(self) -> None:
        """The pair is there."""
        find(self.candidate_id)

    def execute(self) -> Outcome:
        """Forget."""
        leases.unskip(candidate_id=self.candidate_id, user=self.actor)
        return Outcome(_("The skip is taken back."), self.candidate_id)
