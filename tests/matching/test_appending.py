"""Automatic appends: real links, only when decisions have proven the threshold, and never against a veto."""

from __future__ import annotations

import uuid

import pytest

from crmsocial.identity import services as identity
from crmsocial.identity.models import Decision, DecisionPayload, Link
from matching import services
from matching.models import RunState
from privacy.facts import accounts
from privacy.gate import purpose
from privacy.lawfulness import assessments
from tests.factories import identity as people
from tests.factories.core import user_with

from .world import Holder, candidate_of, candidates, town, work_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def proven() -> None:
    """650 steward decisions without an error, all of pairs at 0.6 or more."""
    Decision.objects.bulk_create(
        Decision(
            left_identities=[], constituent_id=uuid.uuid4(), persona_id=uuid.uuid4(), verdict="same", reason="name",
            method="steward", probability=0.6, policy_rule="not_calibrated",
        )
        for _ in range(650)
    )  # fmt: skip


def links() -> dict[uuid.UUID, Link]:
    with purpose("upkeep", reason="tests"):
        return {link.persona_id: link for link in Link.objects.select_related("decision")}


def finished() -> None:
    run = work_off(services.start_run(actor=None))
    assert run.state == RunState.DONE, run.summary


def test_sure_pairs_become_links_with_their_evidence(proven: None) -> None:
    holders = town(3)
    run = work_off(services.start_run(actor=None))
    assert (run.state, run.summary["appended"]) == (RunState.DONE, 3)
    assert run.parameters["thresholds"]["append"] == 0.6
    for holder in holders:
        own, link = candidate_of(holder), links()[holder.persona.pk]
        assert (own.state, own.band, own.state_reason) == ("approved", "append", "above_append_threshold")
        assert (link.constituent_id, link.method) == (holder.constituent_id, "automatic")
        assert link.decision is not None
        assert (link.decision.method, link.decision.candidate_id) == ("automatic", own.pk)
        assert link.decision.fingerprint == own.fingerprint
        with purpose("upkeep", reason="tests"):
            assert DecisionPayload.objects.get(pk=link.decision.pk).evidence == own.evidence.rows
    finished()
    assert len(links()) == 3


def test_nothing_is_appended_before_the_threshold_is_proven() -> None:
    town(3)
    finished()
    assert links() == {}


def test_a_close_runner_up_is_left_to_a_steward(proven: None) -> None:
    holder: Holder = town(1)[0]
    people.constituent(
        {"given_name": "Amelia", "family_name": "Thornbury", "full_name": "Amelia Thornbury", "city": "Bath"}
    )
    finished()
    own = candidate_of(holder)
    assert own.state == "open"
    assert own.rule in {"runner_up_close", "not_first", "below_append_threshold"}
    assert links() == {}


def test_xs_reasonable_expectation_is_never_automatic(proven: None) -> None:
    """X asks for a steward's decision on each match; bought records are not compared at all."""
    people.notice_in_force()
    assessments.record(
        platform="x",
        mode="reasonable_expectation",
        text="They are our donors and published these accounts. " * 3,
        actor=None,
    )
    holder = town(1)[0]
    public = people.persona(platform="x", handle="bastianokonkwo", display_name="Bastian Okonkwo", consents=())
    facts = accounts.AccountFacts(public.pk, "x", f"id:{public.account_id}", "public", "public_list")
    with purpose("intake", reason="tests"):
        accounts.register([facts])
    own = people.constituent({"given_name": "Bastian", "family_name": "Okonkwo"})
    bought = people.constituent(
        {"given_name": "Bastian", "family_name": "Okonkwo"}, source_name="bought", kind="third_party"
    )
    finished()
    assert set(links()) == {holder.persona.pk}
    found = {one.constituent_id: one for one in candidates(persona_id=public.pk)}
    assert bought not in found
    assert found[own].rule == "steward_only"


def test_a_decision_taken_meanwhile_holds_an_append_back(proven: None) -> None:
    holder = town(1)[0]
    run = work_off(services.start_run(actor=None), until=RunState.FINISHING)
    identity.decide(
        persona_id=holder.persona.pk, constituent_id=holder.constituent_id, verdict="not_same", reason="call",
        method="steward", actor=user_with("steward"),
    )  # fmt: skip
    assert work_off(run).state == RunState.DONE
    own = candidate_of(holder)
    assert (own.state, own.band, own.rule) == ("open", "refer", "cannot_link")
    assert links() == {}


def test_parodies_go_to_a_steward(proven: None) -> None:
    holder = town(1)[0]
    with purpose("upkeep", reason="tests"):
        type(holder.persona).objects.filter(pk=holder.persona.pk).update(bio="Parody. Not affiliated with anybody.")
    finished()
    assert candidate_of(holder).rule == "parody"
    assert links() == {}
