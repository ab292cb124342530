"""What the operator is told at start."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.core.checks.registry import registry

from privacy.checks import rules_are_fresh
from privacy.platform_rules import RULES


def test_rules_that_were_read_too_long_ago_are_named() -> None:
    newest = max(rule.read_on for rule in RULES.values())
    with time_machine.travel(newest + timedelta(days=1)):
        assert [one.msg for one in rules_are_fresh() if "Bluesky" in str(one.msg)] == []
    with time_machine.travel(newest + timedelta(days=181)):
        told = rules_are_fresh()
    assert len(told) == len(RULES) and {one.id for one in told} == {"privacy.W001"}
    assert rules_are_fresh in registry.get_checks()
