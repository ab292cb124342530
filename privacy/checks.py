"""What the operator is told at start and by ``manage.py check``: rules that were read too long ago."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Warning, register
from django.utils import timezone

from .platform_rules import RULES
from .platform_rules.base import STALE_AFTER_DAYS


@register()
def rules_are_fresh(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[CheckMessage]:
    """A warning for each platform whose terms should be read again."""
    today = timezone.now().date()
    return [
        Warning(
            f"The terms of {rule.label} were read on {rule.read_on}, more than {STALE_AFTER_DAYS} days ago.",
            hint=f"Read them again ({rule.source}), correct privacy/platform_rules/, and set read_on.",
            id="privacy.W001",
        )
        for rule in RULES.values()
        if rule.is_stale(today)
    ]
