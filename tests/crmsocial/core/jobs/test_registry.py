"""Every kind of work has a name for people."""

from __future__ import annotations

from django.utils.functional import Promise

from crmsocial.core.jobs import registry


def test_every_kind_of_work_has_a_translated_title() -> None:
    ours = {kind: one for kind, one in registry._handlers.items() if not kind.startswith("test.")}
    assert {"consolidation.refresh", "consolidation.refresh_batch", "matching.run", "privacy.sweep"} <= set(ours)
    assert {kind for kind, one in ours.items() if not isinstance(one.title, Promise) or not str(one.title)} == set()
