"""A withdrawal through the whole product: link, profile and candidates follow in the transaction of the act."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction

from crmsocial.consolidation import selectors as profiles
from crmsocial.consolidation import services as consolidation
from crmsocial.identity import services as identity
from crmsocial.identity.models import Link
from crmsocial.personas.models import Persona
from privacy import ledger, selectors
from privacy.consent.subjects import Subject
from privacy.consent.withdrawing import withdraw
from privacy.facts import accounts
from privacy.gate import purpose
from privacy.lawfulness import assessments
from privacy.models import Account
from tests.factories.core import user_with
from tests.factories.people import person
from tests.privacy.factories import LONG_TEXT, act, of, persona

pytestmark = pytest.mark.django_db


def shown(who: UUID) -> str:
    """The bio on the profile, as a fundraiser's page reads it."""
    with purpose("profile_view", reason="test"):
        return profiles.profile(who).value("bio")


def state_of(row: Persona) -> str:
    with purpose("upkeep", reason="test"):
        return Link.objects.get(persona=row).state


@pytest.fixture
def held() -> tuple[UUID, Persona]:
    """A constituent who was found by the mode of X, with a profile that shows the account's bio."""
    who = person(full_name="Ana Example").id
    row = persona("x")
    assessments.record(platform="x", mode="reasonable_expectation", text=LONG_TEXT, actor=None)
    with purpose("intake", reason="test"):
        Persona.objects.filter(pk=row.pk).update(bio="Sings alto")
    identity.decide(
        persona_id=row.pk,
        constituent_id=who,
        verdict="same",
        reason="same_name",
        method="steward",
        actor=user_with("steward"),
    )
    consolidation.refresh(constituent_ids=[who])
    assert Account.objects.get(pk=row.pk).constituent_id == who
    return who, row


def test_everything_follows_a_withdrawal_and_comes_back_with_a_consent(held: tuple[UUID, Persona]) -> None:
    who, row = held
    assert shown(who) == "Sings alto" and state_of(row) == "active"
    ledger.withdraw(subject=Subject(constituent_id=who), platform="x", actor=None, method="portal")
    assert shown(who) == "" and state_of(row) == "suspended"
    assert Account.objects.get(pk=row.pk).constituent_id == who
    act(Subject(constituent_id=who), platform="x")
    assert shown(who) == "Sings alto" and state_of(row) == "active"


def test_a_failure_on_the_way_takes_the_withdrawal_back(held: tuple[UUID, Persona]) -> None:
    who, row = held
    with pytest.raises(RuntimeError), transaction.atomic():
        ledger.withdraw(subject=Subject(constituent_id=who), actor=None, method="portal")
        raise RuntimeError
    assert shown(who) == "Sings alto" and state_of(row) == "active"


def test_switching_the_mode_off_takes_what_rested_on_it(held: tuple[UUID, Persona]) -> None:
    who, row = held
    assessments.switch_off(platform="x", mode="reasonable_expectation", actor=None)
    assert shown(who) == "" and state_of(row) == "suspended"
    assert selectors.withheld_for_matching()[0][1] == "x_opt_in_required"


def test_a_signal_of_the_account_is_enough() -> None:
    who = person(full_name="Ben Example").id
    row = persona("bluesky", active=True)
    identity.decide(
        persona_id=row.pk, constituent_id=who, verdict="same", reason="same_name", method="steward", actor=None
    )
    facts = accounts.AccountFacts(row.pk, "bluesky", f"id:{row.account_id}", "public", "public_list", {"active": False})
    accounts.register([facts])
    assert state_of(row) == "suspended"
    act(of(row), "ConsentRefused")
    assert state_of(row) == "suspended"


def test_the_verdict_says_hidden_while_the_link_rests(held: tuple[UUID, Persona]) -> None:
    who, row = held

    def verdict() -> str:
        (x,) = [one for one in selectors.state_of(who).platforms if one.platform == "x"]
        return x.verdicts["profile_view"].code

    assert verdict() == "reasonable_expectation"
    withdraw(constituent_id=who, platform="x", purpose="identity_matching", actor=None, method="portal")
    assert shown(who) == "" and state_of(row) == "suspended"
    assert verdict() == "link_not_found_again"
    act(Subject(constituent_id=who), platform="x", purpose="identity_matching")
    assert shown(who) == "Sings alto" and verdict() == "reasonable_expectation"
    identity.suspend_links(persona_ids=[row.pk], reason="court_order")
    assert shown(who) == "" and verdict() == "link_rests"


def test_an_account_that_its_holder_declared_stays_shown(held: tuple[UUID, Persona]) -> None:
    who, row = held
    with purpose("upkeep", reason="test"):
        Link.objects.filter(persona=row).update(method="self_declared")
    withdraw(constituent_id=who, platform="x", purpose="identity_matching", actor=None, method="portal")
    (x,) = [one for one in selectors.state_of(who).platforms if one.platform == "x"]
    assert shown(who) == "Sings alto" and x.verdicts["profile_view"].allowed and x.ways_out["profile_view"] == "object"
