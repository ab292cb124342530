"""Stored profiles are what a fresh computation gives, after whatever happened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crmsocial.consolidation import inputs, selectors, services
from crmsocial.consolidation.models import Claim, Profile, SurvivorshipRule
from crmsocial.consolidation.resolve import Fact, RankedClaim, resolve
from crmsocial.consolidation.signals import profiles_refreshed
from crmsocial.constituents.models import ConstituentState
from crmsocial.identity.models import Link, Membership
from privacy import registry
from privacy.gate import purpose
from privacy.models import Permission
from privacy.signals import permission_changed
from tests.factories import people

pytestmark = pytest.mark.django_db

ANA = {"full_name": "Ana Ortega", "given_name": "Ana", "family_name": "Ortega", "email": "ana@example.org"}


def stored(constituent_id):
    fields = [*(f"{name}" for name in Fact._fields), "rank", "wins", "rule"]
    with purpose("upkeep", reason="test"):
        rows = Claim.objects.filter(constituent_id=constituent_id).order_by("attribute", "rank").values_list(*fields)
        return [RankedClaim(Fact(*row[:9]), *row[9:]) for row in rows]


def fresh(constituent_id):
    with purpose("upkeep", reason="test"):
        return resolve(inputs.facts_of([constituent_id])[constituent_id], inputs.active_rules())


def refresh(*holders):
    return services.refresh(constituent_ids=[holder.id for holder in holders])


def test_stored_equals_fresh_through_a_life():
    ana, ben = people.person(**ANA), people.person(full_name="Ben Park", phone="212 555 0101")
    persona = people.account(handle="ana_o", display_name="Ana O.")
    people.join(ana.constituent, people.source("tickets", "ticketing"), email="a.ortega@example.org", city="Boston")
    edge = people.link(ana, persona)
    services.refresh(constituent_ids=[ana.id, ben.id])
    assert stored(ana.id) == fresh(ana.id) != []
    people.record(ana.identities[0], ANA | {"city": "Lyon"}, observed_at=people.THEN + timedelta(days=9))
    Membership.objects.filter(identity=ben.identities[0]).update(constituent=ana.constituent)
    refresh(ana, ben)
    assert stored(ana.id) == fresh(ana.id)
    assert stored(ben.id) == fresh(ben.id) == []
    with purpose("upkeep", reason="test"):
        Link.objects.filter(pk=edge.pk).update(state="suspended")
    refresh(ana)
    assert stored(ana.id) == fresh(ana.id)
    assert not any(claim.fact.persona_id for claim in stored(ana.id))


def test_what_did_not_change_is_not_written():
    ana = people.person(**ANA)
    assert refresh(ana) == {ana.id}
    before = Profile.objects.get(pk=ana.id).computed_at
    assert refresh(ana) == set()
    assert Profile.objects.get(pk=ana.id).computed_at == before


def test_a_new_version_of_a_rule_changes_the_winner():
    ana = people.person(**ANA)
    people.join(ana.constituent, people.source("tickets", "ticketing"), email="box@example.org")
    refresh(ana)
    assert selectors.profile(ana.id).value("email") == "box@example.org"
    SurvivorshipRule.objects.filter(attribute="email").update(active=False)
    SurvivorshipRule.objects.create(attribute="email", version=2, precedence=["donor_database"], keeps_several=False)
    assert refresh(ana) == {ana.id}
    email = selectors.profile(ana.id).get("email")
    assert [claim.value for claim in email.shown] == ["ana@example.org"]
    assert [claim.value for claim in email.lost] == ["box@example.org"]
    assert "version 2" in email.shown[0].rule


def test_profiles_of_merged_constituents_go():
    ana = people.person(**ANA)
    refresh(ana)
    ana.constituent.state = ConstituentState.MERGED
    ana.constituent.save(update_fields=["state"])
    assert refresh(ana) == {ana.id}
    assert not Profile.objects.filter(pk=ana.id).exists()
    assert stored(ana.id) == []


def test_without_a_purpose_the_account_takes_no_part_in_what_is_read():
    holder = people.person(full_name="Ana Ortega")
    people.link(holder, people.account(handle="ana_o", display_name="Ana O.", bio="Cellist"))
    refresh(holder)
    assert [view.name for view in selectors.profile(holder.id).attributes] == ["name"]
    with purpose("profile_view", reason="test"):
        seen = selectors.profile(holder.id)
    assert [view.name for view in seen.attributes] == ["name", "handle:x", "bio"]
    assert [claim.value for claim in seen.get("name").lost] == ["Ana O."]
    assert seen.get("handle:x").label == "Account on X"


def test_where_the_account_wins_its_value_gives_way_to_the_next_when_it_may_not_be_seen():
    SurvivorshipRule.objects.filter(attribute="name").update(precedence=["persona:x", "donor_database"])
    holder = people.person(full_name="Ana Ortega")
    people.link(holder, people.account(handle="ana_o", display_name="Ana O."))
    refresh(holder)
    assert selectors.profile(holder.id).name == "Ana Ortega"
    assert selectors.names([holder.id]) == {holder.id: "Ana Ortega"}
    assert Profile.objects.get(pk=holder.id).sort_name == "ana ortega"
    with purpose("profile_view", reason="test"):
        assert selectors.profile(holder.id).name == "Ana O."


def test_a_permission_taken_away_changes_the_profile_in_the_same_transaction():
    holder = people.person(full_name="Ana Ortega")
    persona = people.account(handle="ana_o")
    people.link(holder, persona)
    refresh(holder)
    assert any(claim.fact.persona_id for claim in stored(holder.id))
    Permission.objects.filter(persona_id=persona.pk).delete()
    permission_changed.send(sender=None, persona_ids={persona.pk}, constituent_ids=set())
    assert not any(claim.fact.persona_id for claim in stored(holder.id))


def test_listeners_hear_only_of_changes_and_within_the_transaction():
    heard = []

    def listener(*, constituent_ids, **_):
        heard.append((constituent_ids, connection.in_atomic_block))

    profiles_refreshed.connect(listener)
    try:
        ana = people.person(**ANA)
        refresh(ana)
        refresh(ana)
    finally:
        profiles_refreshed.disconnect(listener)
    assert heard == [({ana.id}, True)]


def test_the_number_of_queries_does_not_grow_with_the_number_of_profiles():
    def queries(size):
        ids = [people.person(full_name=f"Person {place}", email=f"p{place}@example.org").id for place in range(size)]
        with CaptureQueriesContext(connection) as captured:
            services.refresh(constituent_ids=ids)
        return len(captured)

    assert queries(60) == queries(120)
    # A few rows are inserted at once, many by way of a temporary table.
    assert queries(3) <= queries(60)


def test_names_fall_back_to_an_email_and_then_to_words():
    ana, nobody = people.person(email="ana@example.org"), people.person(city="Boston")
    refresh(ana, nobody)
    assert selectors.names([ana.id, nobody.id]) == {ana.id: "ana@example.org", nobody.id: "No name"}


def test_privacy_is_lent_the_names():
    ana = people.person(**ANA)
    refresh(ana)
    assert registry.names(iter([ana.id])) == {ana.id: "Ana Ortega"}
