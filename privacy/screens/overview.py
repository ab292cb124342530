"""What the overview and the platforms page show."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from .. import selectors
from ..judging import circumstances
from ..judging.verdicts import Verdict
from ..models import Assessment, Purpose
from ..platform_rules import RULES, OptionalMode, PlatformRule
from .forms import AssessmentForm


@dataclass(slots=True)
class ModeView:
    """An optional mode, whether it is on, and the assessments behind it, newest first."""

    mode: OptionalMode
    on: bool
    history: list[Assessment]
    form: AssessmentForm


@dataclass(slots=True)
class PlatformView:
    """A platform's rule with what it does to the accounts that the gate knows."""

    platform: str
    label: str
    rule: PlatformRule | None
    stale: bool = False
    permitted: int = 0
    withheld: int = 0
    reasons: list[tuple[Verdict, int]] = field(default_factory=list)
    modes: list[ModeView] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All accounts that the gate knows there."""
        return self.permitted + self.withheld


def platforms(
    *, refused: tuple[str, AssessmentForm] | None = None, today: date | None = None, counted: bool = True
) -> list[PlatformView]:
    """Every platform with a rule, then those without one whose accounts are denied.

    ``refused``: an assessment form that came back with errors, under its ``platform:mode``. Without ``counted`` no
    account is looked at, so there are rules only.
    """
    day = today or timezone.now().date()
    found = {
        name: PlatformView(name, rule.label, rule, rule.is_stale(day), modes=_modes(rule, refused))
        for name, rule in RULES.items()
    }
    for name, verdict, number in selectors.counts(Purpose.IDENTITY_MATCHING) if counted else []:
        view = found.setdefault(name, PlatformView(name, name, None))
        view.reasons.append((verdict, number))
        if verdict.allowed:
            view.permitted += number
        else:
            view.withheld += number
    return list(found.values())


def _modes(rule: PlatformRule, refused: tuple[str, AssessmentForm] | None) -> list[ModeView]:
    if not rule.modes:
        return []
    on = circumstances.modes_on(rule.platform)
    views = []
    for mode in rule.modes:
        history = Assessment.objects.select_related("actor").filter(platform=rule.platform, mode=mode.code)
        name = f"{rule.platform}:{mode.code}"
        form = refused[1] if refused and refused[0] == name else AssessmentForm(auto_id=f"id_{rule.platform}_%s")
        views.append(ModeView(mode, mode.code in on, list(history.order_by("-recorded_at", "-pk")[:5]), form))
    return views
