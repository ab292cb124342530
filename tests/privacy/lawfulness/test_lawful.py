"""Lawful bases: what is asked before a purpose is switched on, and what the switch does to permissions."""

from __future__ import annotations

from typing import Any

import pytest

from crmsocial.core.errors import Conflict, InvalidInput, NotPermitted
from crmsocial.core.models import AuditEntry
from privacy import gate, notices
from privacy.facts import people
from privacy.lawfulness import lawful
from privacy.models import LawfulBasis, Notice
from tests.factories.core import user_with
from tests.privacy.factories import constituent, persona, visible
from tests.privacy.factories import switched_on as on

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"assessment": "because"}, "at least 60"),
        ({"opt_out": " "}, "how people can say no"),
        ({"notice": None}, "Name the published notice"),
        ({"notice": "draft"}, "Name the published notice"),
        ({"purpose": "contact"}, "tells nobody of “Contacting the person”"),
        ({"purpose": "contact", "notice": "research"}, "No platform's rule allows"),
        ({"purpose": "curiosity"}, "no purpose “curiosity”"),
        ({"basis": "consent"}, "Only legitimate interest is switched"),
        ({"basis": "public"}, "Only legitimate interest is switched"),
        ({"jurisdiction": "XX"}, "“XX” is no jurisdiction"),
        ({"jurisdiction": "US-ZZ"}, "“US-ZZ” is no jurisdiction"),
    ],
)
def test_it_is_not_switched_on_without_all_that_is_asked(values: dict[str, Any], message: str) -> None:
    row = {"source": "forms", "category": "persona", "purpose": "contact", "basis": "legitimate_interest"}
    made = {name: Notice(version=name, title="N", body="B", disclosures=[row]) for name in ("draft", "research")}
    made["research"].published_at = notices.in_force().published_at  # type: ignore[union-attr]
    values = {**values, "notice": made.get(values["notice"])} if "notice" in values else values
    with pytest.raises(InvalidInput, match=message):
        on(**values)
    assert not LawfulBasis.objects.exists()


def test_only_privacy_admins_switch() -> None:
    for role in ("steward", "fundraiser", "administrator", "integration"):
        with pytest.raises(NotPermitted):
            on(actor=user_with(role))
        with pytest.raises(NotPermitted):
            lawful.switch_off(purpose="identity_matching", actor=user_with(role))


def test_legitimate_interest_is_nothing_until_it_is_switched_on() -> None:
    admin = user_with("privacy_admin")
    row = persona("mastodon", basis="legitimate_interest", discoverable=True)
    assert gate.check(purpose="identity_matching", persona_id=row.pk).code == "basis_not_switched_on"
    switched = on(actor=admin)
    assert visible(row) and not visible(row, "profile_view")
    assert [one.pk for one in lawful.in_force()] == [switched.pk]
    off = lawful.switch_off(purpose="identity_matching", actor=admin)
    assert not visible(row) and not off.switched_on
    with pytest.raises(Conflict):
        lawful.switch_off(purpose="identity_matching", actor=admin)
    assert [one.switched_on for one in lawful.history(purpose="identity_matching", jurisdiction="")] == [False, True]
    assert AuditEntry.objects.filter(verb__startswith="lawful_basis.", actor_id=admin.pk).count() == 2


def living(country: str, state: str = "") -> Any:
    """A persona whose holder lives there."""
    who = constituent()
    people.tell([people.facts(constituent_id=who, country=country, state=state, birth_date="")])
    return persona("mastodon", basis="public", discoverable=True, holder=who)


def test_that_something_is_public_is_a_basis_only_where_the_law_says_so() -> None:
    german, swiss, american, lost = living("Germany"), living("CH"), living("US", "CA"), living("Freedonia")
    stranger = persona("mastodon", discoverable=True)
    assert [visible(row) for row in (german, swiss, american, lost, stranger)] == [False, False, True, False, True]
    assert gate.check(purpose="profile_view", persona_id=german.pk).code == "basis_not_switched_on"
    on("profile_view", jurisdiction="GDPR")
    assert visible(german, "profile_view") and visible(swiss, "profile_view") and not visible(german)
    on("profile_view", jurisdiction="CH")
    lawful.switch_off(purpose="profile_view", jurisdiction="CH", actor=None)
    assert visible(german, "profile_view") and not visible(swiss, "profile_view")
    lawful.switch_off(purpose="profile_view", jurisdiction="DE", actor=None)
    assert not visible(german, "profile_view") and visible(lost, "profile_view")


def test_where_nothing_is_known_of_a_person_the_organisation_s_law_holds(settings: Any) -> None:
    settings.ORGANISATION_COUNTRY = "AT"
    row = persona("mastodon", discoverable=True)
    assert not visible(row)
    on(jurisdiction="AT")
    assert visible(row)
    assert gate.explain(purpose="identity_matching", persona_id=row.pk).jurisdiction == "AT"


def test_consent_and_contract_need_no_switch(settings: Any) -> None:
    settings.ORGANISATION_COUNTRY = "DE"
    assert visible(persona("mastodon", basis="contract", discoverable=True))
