"""From a decision to the page, and away again when the person withdraws: real services, nothing laid down by hand."""

from __future__ import annotations

import pytest

from crmsocial.consolidation.selectors import profile
from crmsocial.consolidation.services import refresh
from crmsocial.identity.services import decide, merge, reverse, unmerge
from crmsocial.lookup.search import search
from privacy import ledger
from privacy.consent.subjects import Subject
from privacy.gate import purpose
from tests.factories import identity
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward():
    return user_with("steward")


def found(text, actor):
    return [hit.constituent_id for hit in search(text, actor=actor)]


def shown(constituent_id):
    with purpose("profile_view", reason="test"):
        return {view.name for view in profile(constituent_id).attributes}


def same(persona_id, constituent_id, actor):
    return decide(
        persona_id=persona_id,
        constituent_id=constituent_id,
        verdict="same",
        reason="evidence_agrees",
        method="steward",
        actor=actor,
    )


def test_a_decision_shows_and_a_withdrawal_hides(steward):
    holder = identity.constituent({"full_name": "Ana Ortega"})
    persona = identity.persona(handle="violet_keys")
    assert found("@violet_keys", steward) == []
    decision = same(persona.pk, holder, steward)
    assert found("@violet_keys", steward) == [holder]
    assert "handle:mastodon" in shown(holder)
    reverse(decision=decision, actor=steward, reason="mistake")
    assert found("@violet_keys", steward) == []
    same(persona.pk, holder, steward)
    ledger.withdraw(subject=Subject(constituent_id=holder), actor=steward, method="staff_call")
    assert found("@violet_keys", steward) == []
    assert shown(holder) == {"name"}
    assert found("Ana Ortega", steward) == [holder]


def test_a_link_that_rests_is_not_told_though_its_account_may_be_shown(steward, client):
    holder = identity.constituent({"full_name": "Ana Ortega"})
    persona = identity.persona(handle="violet_keys")
    same(persona.pk, holder, steward)
    client.force_login(steward)
    address = f"/constituents/{holder}/"
    assert "violet_keys" in client.get(address).content.decode()
    ledger.withdraw(
        subject=Subject(constituent_id=holder), purpose="identity_matching", actor=steward, method="staff_call"
    )
    page = client.get(address).content.decode()
    assert "violet_keys" not in page and "finding it is no longer permitted" in page


def test_merging_moves_scraps_and_unmerging_brings_them_back(steward):
    ana = identity.constituent({"full_name": "Ana Ortega", "email": "ana@example.org"})
    other = identity.constituent({"full_name": "A. Ortega-Ruiz", "email": "ruiz@example.org"})
    refresh(constituent_ids=[ana, other])
    before = [profile(ana), profile(other)]
    decision = merge(into=ana, others=[other], actor=steward, reason="known_personally")
    assert found("ruiz@example.org", steward) == [ana]
    assert found(str(other), steward) == [ana]
    unmerge(decision=decision, actor=steward, reason="mistake")
    assert found("ruiz@example.org", steward) == [other]
    after = [profile(ana), profile(other)]
    assert [view.attributes for view in after] == [view.attributes for view in before]
