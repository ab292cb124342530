"""Approve: the persona is this constituent."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crmsocial.identity.models import Verdict
from matching.models import CandidateState

from .. import reasons
from .base import Judgement


class Approve(Judgement):
    """Links the persona; the reason is the evidence unless another is given."""

    verb = "approve"
    verdict = Verdict.SAME
    state = CandidateState.APPROVED
    reasons = reasons.APPROVE
    done = _("Approved: the account is linked.")

    def check(self) -> None:
        """As every judgement; without a reason the evidence is the reason."""
        self.reason = reasons.require(self.reason or reasons.APPROVE[0].code, self.reasons)
        super().check()
