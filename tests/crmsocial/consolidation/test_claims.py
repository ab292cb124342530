"""What a record or an account claims."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from crmsocial.consolidation.claims import PersonaRow, RecordRow, persona_facts, record_facts

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def facts_of(**values: str) -> dict[str, list[str]]:
    row = RecordRow(UUID(int=1), UUID(int=2), 3, "form", UUID(int=4), values, NOW)
    found: dict[str, list[str]] = {}
    for fact in record_facts(row):
        assert (fact.origin, fact.persona_id, fact.record_id) == ("self", None, UUID(int=4))
        found.setdefault(fact.attribute, []).append(fact.value)
    return found


def test_a_name_is_put_together_from_its_parts():
    assert facts_of(given_name="Ana", middle_name="M.", family_name="Ortega")["name"] == ["Ana M. Ortega"]
    assert facts_of(full_name="Ortega, Ana", given_name="Ana")["name"] == ["Ortega, Ana"]
    assert facts_of(organisation="Harbour Trust")["name"] == ["Harbour Trust"]


def test_several_values_are_parted_and_said_once():
    found = facts_of(email="ana@example.org| ANA@example.org|a.ortega@example.org", phone="|", nickname="Annie")
    assert found["email"] == ["ana@example.org", "a.ortega@example.org"]
    assert found["other_name"] == ["Annie"]
    assert "phone" not in found


def test_an_address_is_one_value():
    found = facts_of(street_number="12", address="Quay Street", postcode="02110", city="Boston")
    assert found["address"] == ["12 Quay Street, 02110"]
    assert found["city"] == ["Boston"]
    assert "address" not in facts_of(postcode="02110", city="Boston")


def test_an_account_claims_its_handle_and_what_it_shows():
    row = PersonaRow(
        UUID(int=1), UUID(int=5), 3, "x", "AnaO", "Ana O.", "", " Boston ", "https://www.ana.example/", "", NOW
    )
    facts = {fact.attribute: fact for fact in persona_facts(row)}
    assert {name: fact.value for name, fact in facts.items()} == {
        "handle:x": "AnaO",
        "name": "Ana O.",
        "location": "Boston",
        "website": "https://www.ana.example/",
    }
    assert facts["handle:x"].value_key == "anao"
    assert facts["website"].value_key == "ana.example"
    assert {fact.origin for fact in facts.values()} == {"persona:x"}
    assert {fact.persona_id for fact in facts.values()} == {UUID(int=5)}
