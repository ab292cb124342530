"""Switching a platform's mode on needs an assessment, a privacy admin, and a mode that the rule knows."""

from __future__ import annotations

import pytest

from crmsocial.core.errors import Conflict, InvalidInput, NotPermitted
from crmsocial.core.models import AuditEntry
from privacy import selectors
from privacy.lawfulness import assessments
from privacy.models import Assessment
from tests.factories.core import user_with
from tests.privacy.factories import LONG_TEXT

pytestmark = pytest.mark.django_db
MODE = {"platform": "x", "mode": "reasonable_expectation"}


def test_on_and_off_are_both_kept() -> None:
    admin = user_with("privacy_admin")
    assert not selectors.mode_is_on("x", "reasonable_expectation")
    assessments.record(**MODE, text=LONG_TEXT, actor=admin)
    assert selectors.mode_is_on("x", "reasonable_expectation")
    assessments.switch_off(**MODE, actor=admin)
    assert not selectors.mode_is_on("x", "reasonable_expectation")
    assert list(Assessment.objects.order_by("pk").values_list("switched_on", "actor")) == [
        (True, admin.pk),
        (False, admin.pk),
    ]
    assert AuditEntry.objects.filter(verb__startswith="mode.switched", actor_id=admin.pk).count() == 2
    with pytest.raises(Conflict):
        assessments.switch_off(**MODE, actor=admin)


def test_what_is_refused() -> None:
    admin = user_with("privacy_admin")
    with pytest.raises(InvalidInput, match="at least 60"):
        assessments.record(**MODE, text="because", actor=admin)
    with pytest.raises(InvalidInput, match="no mode “anything”"):
        assessments.record(platform="x", mode="anything", text=LONG_TEXT, actor=admin)
    with pytest.raises(InvalidInput):
        assessments.record(platform="facebook", mode="reasonable_expectation", text=LONG_TEXT, actor=admin)
    for role in ("steward", "fundraiser", "administrator", "integration"):
        with pytest.raises(NotPermitted):
            assessments.record(**MODE, text=LONG_TEXT, actor=user_with(role))
    assert not Assessment.objects.exists()
