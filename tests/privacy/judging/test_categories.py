"""Each category is judged by its own acts, and withdrawn by itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now

from crmsocial.core.errors import InvalidInput
from privacy import gate, services
from privacy.consent.subjects import Subject
from privacy.consent.withdrawing import withdraw
from privacy.models import ConsentEvent, Notice
from privacy.notices.initial_notice import DISCLOSURES
from privacy.reaching import contact
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent, of, persona, visible

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _notice() -> None:
    """A notice that tells of every category."""
    every = [
        {"source": "forms", "category": category, "purpose": "profile_view", "basis": "consent"}
        for category in ("social_graph", "interest_graph", "content")
    ]
    Notice.objects.create(
        version="9", title="N", body="B", disclosures=[*DISCLOSURES, *every], state="published", published_at=Now()
    )


def code(row: Any, category: str = "persona") -> str:
    return gate.check(purpose="profile_view", category=category, persona_id=row.pk).code


def no(who: UUID, **what: Any) -> list[tuple[str, str, list[str]]]:
    events = withdraw(constituent_id=who, actor=None, method="portal", **what)
    return [(event.state, event.category, event.scopes) for event in events]


def test_a_consent_for_the_persona_opens_no_graph() -> None:
    row = persona("x", basis="consent", kind="form")
    act(of(row))
    assert code(row) == "consent_given"
    assert code(row, "social_graph") == code(row, "interest_graph") == "consent_needed"
    act(of(row), category="social_graph")
    assert code(row, "social_graph") == "consent_given" and code(row, "interest_graph") == "consent_needed"


def test_a_graph_is_open_only_with_its_account() -> None:
    row = persona("x")
    act(of(row), category="social_graph")
    assert code(row, "social_graph") == code(row) == "x_opt_in_required"


def test_a_no_about_the_account_ends_its_graph_and_a_later_yes_brings_no_graph_back() -> None:
    who = constituent()
    row = persona("x", holder=who)
    subject = Subject(constituent_id=who)
    act(subject), act(subject, category="social_graph")
    assert code(row, "social_graph") == "consent_given"
    no(who, platform="x")
    act(subject)
    assert code(row) == "consent_given" and code(row, "social_graph") == "withdrawn"


def test_a_graph_is_withdrawn_by_itself() -> None:
    who = constituent()
    row = persona("x", holder=who)
    subject = Subject(constituent_id=who)
    act(subject), act(subject, category="social_graph")
    assert no(who, category="social_graph", platform="x") == [("ConsentWithdrawn", "social_graph", [])]
    assert code(row, "social_graph") == "withdrawn" and visible(row, "profile_view")
    assert no(who, category="interest_graph") == [("Objected", "interest_graph", [])]


def test_what_platforms_refuse_no_consent_opens() -> None:
    for platform, category in (
        ("facebook", "social_graph"),
        ("instagram", "social_graph"),
        ("youtube", "social_graph"),
        ("linkedin", "social_graph"),
        ("linkedin", "interest_graph"),
        ("linkedin", "content"),
    ):
        row = persona(platform, basis="consent", kind="form")
        act(of(row)), act(of(row), category=category)
        assert (code(row), code(row, category)) == ("consent_given", "category_refused"), platform


@pytest.mark.parametrize(
    ("signals", "graph", "posts"),
    [
        ({}, "mastodon_graph_hidden", "mastodon_not_indexable"),
        ({"hide_collections": True, "indexable": False}, "mastodon_graph_hidden", "mastodon_not_indexable"),
        ({"hide_collections": False, "indexable": True}, "consent_given", "consent_given"),
    ],
)
def test_mastodon_s_own_settings_speak_for_each_category(signals: dict[str, bool], graph: str, posts: str) -> None:
    row = persona("mastodon", discoverable=True, **signals)
    act(of(row), category="social_graph"), act(of(row), category="content")
    assert (code(row, "social_graph"), code(row, "content")) == (graph, posts)


def test_channels_are_withdrawn_one_by_one() -> None:
    who = constituent()
    act(Subject(constituent_id=who), purpose="contact", category="contact", scopes=["email", "phone"])
    assert no(who, channels=["email"]) == [("ConsentWithdrawn", "contact", ["email"])]
    assert {name: verdict.code for name, verdict in contact.verdicts(who).items()} == {
        "email": "withdrawn",
        "phone": "consent_given",
        "post": "no_act",
        "social": "contact_channel_needs_consent",
    }
    assert no(who, channels=["post", "phone"]) == [
        ("ConsentWithdrawn", "contact", ["phone"]),
        ("Objected", "contact", ["post"]),
    ]
    assert contact.verdict(who, "post").code == "objected"


def test_every_channel_is_one_act() -> None:
    who = constituent()
    assert no(who, category="contact") == [("Objected", "contact", [])]
    assert {verdict.code for verdict in contact.verdicts(who).values()} == {"objected"}
    act(Subject(constituent_id=who), purpose="contact", category="contact", scopes=["email"])
    assert no(who, category="contact") == [("ConsentWithdrawn", "contact", [])]


@pytest.mark.parametrize(
    "what",
    [
        {"category": "health"},
        {"channels": ["fax"]},
        {"category": "social_graph", "channels": ["email"]},
        {"category": "contact", "platform": "x"},
        {"channels": ["email"], "purpose": "export"},
    ],
)
def test_words_that_do_not_fit_change_nothing(what: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        no(constituent(), **what)
    assert not ConsentEvent.objects.exists()


@pytest.mark.parametrize("column", ["category", "basis"])
def test_the_database_knows_the_words_too(column: str) -> None:
    act(Subject(constituent_id=constituent()))
    values = {"category": "persona", "basis": "consent", column: "health"}
    refused = pytest.raises(IntegrityError, match=f"consent_{column}_known")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO privacy_consentevent (constituent_id, platform, purpose, category, state, basis, scopes,"
            " method, jurisdiction, proof, idempotency_key, row_hash) VALUES (gen_random_uuid(), '', '', %s,"
            " 'ConsentGiven', %s, '{}', 'form', '', '', 'k', '\\x00')",
            [values["category"], values["basis"]],
        )


@pytest.mark.parametrize("state", ["RenewedConsentGiven", "ConsentWithdrawn"])
def test_staff_cannot_record_what_nobody_can_have_done(state: str) -> None:
    who, admin = constituent(), user_with("privacy_admin")
    said = {"state": state, "purpose": "", "method": "form", "event_time": None, "idempotency_key": "k"}
    with pytest.raises(InvalidInput, match="There is no consent to"):
        services.record_for(who, actor=admin, act=said)
    assert not ConsentEvent.objects.exists()
    act(Subject(constituent_id=who), purpose="profile_view", platform="x")
    assert services.record_for(who, actor=admin, act=said).state == state


def test_the_gate_tells_why_by_the_judgement_itself() -> None:
    who = constituent()
    row = persona("x", holder=who)
    event = act(Subject(constituent_id=who), platform="x")
    asked = gate.explain(purpose="profile_view", persona_id=row.pk)
    assert asked.verdict.allowed and asked.decided_by == event and asked.events == [event]
    assert [answer.step.name for answer in asked.trail] == [
        *("platform", "category", "no", "person", "rule", "basis", "notice", "clock")
    ]
    assert asked.rule is not None and asked.rule.label == "X" and asked.seen == event.notice
    assert (asked.jurisdiction, asked.switch) == ("US", None)
    withdraw(constituent_id=who, platform="x", actor=None, method="portal")
    asked = gate.explain(purpose="profile_view", persona_id=row.pk)
    assert asked.verdict.code == "withdrawn" and [answer.step.name for answer in asked.trail][-1] == "no"
    assert asked.verdict == gate.check(purpose="profile_view", persona_id=row.pk)
    person = gate.explain(purpose="identity_matching", constituent_id=who, platform="x")
    assert person.case is not None and person.account is None and person.verdict.code == "withdrawn"
