"""Unsure: neither one nor the other can be said now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crmsocial.identity.models import Verdict
from matching.models import CandidateState

from .. import reasons
from .base import Judgement


class Unsure(Judgement):
    """Sets the pair aside with a reason; it returns when its evidence changes, and can be found in its own pile."""

    verb = "unsure"
    verdict = Verdict.UNSURE
    state = CandidateState.DEFERRED
    reasons = reasons.UNSURE
    done = _("Set aside as unsure.")

    def check(self) -> None:
        """As every judgement, with a reason from the list."""
        self.reason = reasons.require(self.reason, self.reasons)
        super().check()
