"""Anyone is found by whatever scrap is at hand, and by nothing that may not be opened."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crmsocial.consolidation import services
from crmsocial.constituents.models import Alias, Constituent, ConstituentState
from crmsocial.lookup.models import SearchTerm
from crmsocial.lookup.search import search
from privacy.gate import purpose
from privacy.models import Permission
from privacy.signals import permission_changed
from tests.factories import people
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db

CATHERINE = {
    "full_name": "Catherine Ortega",
    "nickname": "Kitty",
    "email": "catherine.ortega@example.org",
    "phone": "+1 (212) 555-0142",
}


@pytest.fixture
def fundraiser():
    return user_with("fundraiser")


@pytest.fixture
def catherine():
    holder = people.person(external_id="D-10234", **CATHERINE)
    others = [people.person(full_name=name) for name in ("Ben Park", "Jürgen Müller", "Мария Петрова", "Carl Oregon")]
    services.refresh(constituent_ids=[holder.id, *(other.id for other in others)])
    return holder


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("catherine ortega", "Name"),
        ("ORTEGA, Catherine", "Name"),
        ("Kitty", "Name"),
        ("cath ort", "Part of the name"),
        ("ortega", "Part of the name"),
        ("Cathy Ortega", "Short or full form of the name"),
        ("Kathryn Ortega", "Name sounds alike"),
        ("Cathrine Ortegga", "Name sounds alike"),
        ("Catherine Ortgea", "Name is written alike"),
        ("Ortgea", "Name is written alike"),
        ("catherine.ortega@example.org", "E-mail"),
        ("CATHERINE.O", "Part of the name"),
        ("catherine.ortega@", "E-mail begins so"),
        ("212-555-0142", "Phone"),
        ("+12125550142", "Phone"),
        ("001 212 555 0142", "Phone ends so"),
        ("555-0142", "Phone ends so"),
        ("0142", "Phone ends so"),
        ("(0) 212 555 0142", "Phone"),
        ("D-10234", "Number in a source"),
        ("d-10234", "Number in a source"),
    ],
)
def test_scraps(catherine, fundraiser, typed, why):
    hits = search(typed, actor=fundraiser)
    assert [(hit.constituent_id, hit.name, hit.why) for hit in hits][:1] == [(catherine.id, "Catherine Ortega", why)]
    assert hits[0].matched


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("mueller", "Jürgen Müller"),
        ("Muller Jurgen", "Jürgen Müller"),
        ("Петрова", "Мария Петрова"),
        ("petrova", "Мария Петрова"),
    ],
)
def test_other_scripts(catherine, fundraiser, typed, name):
    assert search(typed, actor=fundraiser)[0].name == name


def test_former_ids_lead_to_the_constituent_of_today(catherine, fundraiser):
    old = Constituent.objects.create(state=ConstituentState.MERGED)
    Alias.objects.create(former_id=old.pk, constituent=catherine.constituent)
    for typed, why in ((str(catherine.id), "Id"), (str(old.pk), "Former id"), (str(old.pk).upper(), "Former id")):
        assert [(hit.constituent_id, hit.why) for hit in search(typed, actor=fundraiser)] == [(catherine.id, why)]
    assert search("01900000-0000-7000-8000-000000000000", actor=fundraiser) == []


@pytest.mark.parametrize(
    "typed", ["", "x", "'; DROP TABLE lookup_searchterm; --", "%_%", "((((a+)+)+)+", "a" * 10**6, "\x00", "\\m"]
)
def test_hostile_text_is_only_text(catherine, fundraiser, typed):
    assert search(typed, actor=fundraiser) == []
    assert SearchTerm.objects.exists()


class TestPermission:
    @pytest.fixture
    def persona(self, catherine):
        persona = people.account(handle="violet_keys", display_name="Violet Keys", former=("oldviolet",))
        people.link(catherine, persona)
        services.refresh(constituent_ids=[catherine.id])
        return persona

    @pytest.mark.parametrize(
        "typed", ["@violet_keys", "violet_keys", "@viol", "https://x.example/violet_keys", "@oldviolet"]
    )
    def test_handles_find_their_holder(self, catherine, persona, fundraiser, typed):
        hit = search(typed, actor=fundraiser)[0]
        assert (hit.constituent_id, hit.name) == (catherine.id, "Catherine Ortega")

    @pytest.mark.parametrize(
        "typed", ["@violet_keys", "violet_keys", "Violet Keys", "violet", "Violett Keyz", "@oldviolet"]
    )
    def test_nothing_of_accounts_without_a_purpose_or_for_other_roles(self, persona, typed):
        assert search(typed, actor=None) == []
        assert search(typed, actor=user_with("administrator")) == []

    def test_another_purpose_does_not_open_it(self, persona):
        people.notice("profile_view", "contact")
        with purpose("contact", reason="test"):
            assert search("@violet_keys", actor=None) == []

    def test_withdrawn_is_not_found_in_the_same_transaction(self, persona, fundraiser):
        Permission.objects.filter(persona_id=persona.pk).delete()
        assert search("@violet_keys", actor=fundraiser) == []
        permission_changed.send(sender=None, persona_ids={persona.pk}, constituent_ids=set())
        with purpose("upkeep", reason="test"):
            assert not SearchTerm.objects.filter(persona_id=persona.pk).exists()

    def test_expired_is_not_found(self, persona, fundraiser):
        Permission.objects.filter(persona_id=persona.pk).update(until=people.THEN)
        assert search("Violet Keys", actor=fundraiser) == []

    def test_the_table_itself_shows_nothing(self, persona):
        assert not SearchTerm.objects.filter(persona_id=persona.pk).exists()


def test_a_merged_constituent_leaves_the_index(catherine, fundraiser):
    Constituent.objects.filter(pk=catherine.id).update(state=ConstituentState.MERGED)
    services.refresh(constituent_ids=[catherine.id])
    assert search("Catherine Ortega", actor=fundraiser) == []


def test_exact_comes_before_part_and_likeness(fundraiser):
    found = [people.person(full_name=name) for name in ("Ana Ortegas", "Ana Ortega Ruiz", "Ana Ortega")]
    services.refresh(constituent_ids=[one.id for one in found])
    assert [hit.name for hit in search("ana ortega", actor=fundraiser)] == [
        "Ana Ortega",
        "Ana Ortega Ruiz",
        "Ana Ortegas",
    ]


def test_the_number_of_queries_does_not_grow_with_hits(fundraiser):
    def queries(text):
        with CaptureQueriesContext(connection) as captured:
            assert search(text, actor=fundraiser)
        return len(captured)

    services.refresh(constituent_ids=[people.person(full_name="Solo Singer").id])
    services.refresh(constituent_ids=[people.person(full_name=f"Choir Member {place}").id for place in range(15)])
    assert queries("Solo Singer") == queries("choir member") <= 9
