"""Reject: the persona is somebody else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crmsocial.identity.models import Verdict
from matching.models import CandidateState

from .. import reasons
from .base import Judgement


class Reject(Judgement):
    """Remembers the pair by its source identities, so that it stays away; wants a reason."""

    verb = "reject"
    verdict = Verdict.NOT_SAME
    state = CandidateState.REJECTED
    reasons = reasons.REJECT
    done = _("Rejected: the pair stays away unless strong new evidence turns up.")

    def check(self) -> None:
        """As every judgement, with a reason from the list."""
        self.reason = reasons.require(self.reason, self.reasons)
        super().check()
