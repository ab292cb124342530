"""What would settle a pair, told from its stored evidence and its run's frozen model."""

from __future__ import annotations

import pytest

from matching import services
from matching.models import Candidate
from matching.what_if import what_if
from privacy.gate import purpose
from tests.factories import identity as people

from .world import candidate_of, town, work_off

pytestmark = pytest.mark.django_db


def told(candidate: Candidate) -> list[tuple[str, float]]:
    with purpose("identity_matching", reason="tests"):
        found = Candidate.objects.select_related("persona", "evidence").get(pk=candidate.pk)
        return [(one.sentence, one.probability) for one in what_if(found)]


def test_a_candidate_says_what_would_rule_it_out_or_in() -> None:
    holder = town(2)[0]
    people.constituent({"full_name": "Agnes Thornbury", "city": "Bath", "phone": "+44 1632 960143"})
    with purpose("upkeep", reason="tests"):
        vague = {"handle": "a_thornbury", "display_name": "", "location": ""}
        type(holder.persona).objects.filter(pk=holder.persona.pk).update(**vague)
    work_off(services.start_run(actor=None))
    own = candidate_of(holder)
    changes = told(own)
    assert changes
    refer = own.run.parameters["thresholds"]["refer"]
    before = own.probability
    for sentence, chance in changes:
        assert "%(" not in sentence
        assert (chance >= 0.95) != (before >= 0.95) or (chance >= refer) != (before >= refer)


def test_without_its_run_nothing_is_told() -> None:
    holder = town(1)[0]
    work_off(services.start_run(actor=None))
    own = candidate_of(holder)
    with purpose("upkeep", reason="tests"):
        Candidate.objects.filter(pk=own.pk).update(run=None)
    assert told(own) == []
