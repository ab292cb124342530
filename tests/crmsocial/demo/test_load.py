"""Loading the demo, small, through the product's own doors."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from crmsocial.constituents.models import Alias, Interaction
from crmsocial.core.models import Job, User
from crmsocial.demo import files, load
from crmsocial.demo.signins import SIGN_INS
from crmsocial.identity.models import Decision, Link
from matching.models import Candidate
from privacy.gate import purpose
from privacy.models import ConsentEvent
from privacy.selectors import mode_is_on

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    whole = files.make_up
    monkeypatch.setattr(load, "make_up", lambda today: whole(today, count=220))
    # As many decisions as so few people have accounts; the real number is proven by the demo itself.
    settings.MATCHING_APPEND_MINIMUM_DECISIONS = 20
    settings.MATCHING_APPEND_TARGET = 0.6


def test_a_steward_finds_a_queue_worth_working(small: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_demo")
    with purpose("upkeep", reason="tests"):
        bands = set(Candidate.objects.filter(state="open").values_list("band", flat=True))
        appended = Link.objects.filter(method="automatic").count()
    assert {"refer", "do_not_append"} <= bands
    assert appended > 0
    assert {"same", "not_same"} <= set(Decision.objects.filter(method="steward").values_list("verdict", flat=True))
    assert Alias.objects.exists()
    assert {"gift", "ticket"} == set(Interaction.objects.values_list("kind", flat=True))
    assert ConsentEvent.objects.values("state").distinct().count() >= 6
    assert mode_is_on("x", "reasonable_expectation")
    assert not Job.objects.filter(state__in=["queued", "running", "quarantined"]).exists()
    assert User.objects.filter(email__in=[one.email for one in SIGN_INS]).count() == len(SIGN_INS)
    call_command("demo_signins")
    assert "ana@harbourlights.example" in capsys.readouterr().out
    once = Decision.objects.count()
    call_command("load_demo", "--if-empty")
    assert Decision.objects.count() == once
    with pytest.raises(CommandError, match="into an empty database only"):
        call_command("load_demo")


def test_an_interrupted_load_is_mended_by_loading_again(small: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def pull_the_plug(**_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(load, "decide_season", pull_the_plug)
        with pytest.raises(KeyboardInterrupt):
            call_command("load_demo")
    call_command("load_demo", "--if-empty")
    assert load.progress() == load.Progress.LOADED
    assert Decision.objects.filter(method="steward", persona_id__isnull=False).exists()
