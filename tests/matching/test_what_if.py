"""What would settle a pair, told from its stored evidence and its run's frozen model."""

from __future__ import annotations

import pytest

from crmsocial.identity.models import Membership
from crmsocial.personas.models import Persona
from matching import by_index, services
from matching.index import upkeep
from matching.models import Candidate
from matching.what_if import what_if
from privacy.gate import purpose
from tests.factories import identity as people

from .world import Holder, candidate_of, town, work_off

pytestmark = pytest.mark.django_db


def told(candidate: Candidate) -> list[tuple[str, float]]:
    with purpose("identity_matching", reason="tests"):
        found = Candidate.objects.select_related("persona", "evidence").get(pk=candidate.pk)
        return [(one.sentence, one.probability) for one in what_if(found)]


def vague() -> Holder:
    """Somebody whose account says so little that the pair is neither sure nor ruled out."""
    holder = town(2)[0]
    people.constituent({"full_name": "Agnes Thornbury", "city": "Bath", "phone": "+44 1632 960143"})
    with purpose("upkeep", reason="tests"):
        little = {"handle": "a_thornbury", "display_name": "", "location": ""}
        Persona.objects.filter(pk=holder.persona.pk).update(**little)
    return holder


def test_a_candidate_says_what_would_rule_it_out_or_in() -> None:
    holder = vague()
    work_off(services.start_run(actor=None))
    own = candidate_of(holder)
    changes = told(own)
    assert changes
    assert own.run is not None
    refer = own.run.parameters["thresholds"]["refer"]
    before = own.probability
    for sentence, chance in changes:
        assert "%(" not in sentence
        assert (chance >= 0.95) != (before >= 0.95) or (chance >= refer) != (before >= refer)


def test_a_candidate_that_the_index_found_is_told_alike() -> None:
    holder = vague()
    work_off(services.start_run(actor=None))
    before = told(candidate_of(holder))
    members = Membership.objects.filter(ended_at__isnull=True).values_list("identity_id", flat=True)
    upkeep.follow_identities(list(members))
    assert by_index.match_personas([holder.persona.pk])
    own = candidate_of(holder)
    assert own.run_id is None and before
    assert told(own) == before


def test_without_its_model_nothing_is_told() -> None:
    holder = vague()
    work_off(services.start_run(actor=None))
    own = candidate_of(holder)
    with purpose("upkeep", reason="tests"):
        Candidate.objects.filter(pk=own.pk).update(model_version="gone", run=None)
    assert told(own) == []
