"""What the gate knows of people: their law, their age, restriction, and whether they were told in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from crmsocial.consolidation import services as consolidation
from crmsocial.constituents.models import Alias, Constituent
from crmsocial.core.models import AuditEntry
from privacy import gate, ledger, notices, projection, selectors
from privacy.consent.subjects import Subject
from privacy.facts import accounts, people
from privacy.facts.people import PersonFacts
from privacy.judging.circumstances import database_now
from privacy.lawfulness import assessments
from privacy.models import Account, Notice, NoticeSent, Permission, Person
from privacy.notices import in_force
from privacy.projecting import replay, sweep
from privacy.reaching import contact
from tests.privacy.factories import LONG_TEXT, act, of, persona, visible
from tests.privacy.factories import constituent as bare
from tests.privacy.factories import switched_on as on

pytestmark = pytest.mark.django_db
SOON = date.today() + timedelta(days=40)


def constituent() -> UUID:
    """One whose profile is computed, so that nothing is told of them but what a test tells."""
    who = bare()
    consolidation.refresh(constituent_ids=[who])
    return who


def code(row: Any, purpose: str = "profile_view") -> str:
    return gate.check(purpose=purpose, persona_id=row.pk).code


def agrees() -> None:
    """The groups' statements and the judgement of each account say the same."""
    assert replay.compare_permissions(run="test").differing == []
    assert replay.compare_look_for(run="test").differing == []


def minor() -> UUID:
    who = constituent()
    people.tell([PersonFacts(who, "US-NY", SOON)])
    return who


def test_a_minor_s_account_is_closed_until_a_guardian_consents() -> None:
    who = minor()
    row = persona("mastodon", discoverable=True, holder=who)
    assert code(row) == "minor" and not visible(row)
    act(Subject(constituent_id=who))
    assert code(row) == "minor" and not visible(row)
    ledger.record(
        subject=Subject(constituent_id=who),
        purpose="profile_view",
        state="ConsentGiven",
        basis="consent",
        method="guardian_form",
        event_time=database_now(),
        actor=None,
        idempotency_key="guardian",
        platform="mastodon",
    )
    assert visible(row, "profile_view") and code(row) == "consent_given"
    assert code(row, "identity_matching") == "minor"
    agrees()
    act(of(row), "ConsentRefused")
    assert code(row) == "refused"


def test_minors_are_not_looked_for_matched_or_contacted() -> None:
    who = minor()
    act(Subject(constituent_id=who), purpose="identity_matching", platform="x")
    act(Subject(constituent_id=who), purpose="contact", category="contact")
    assert selectors.looked_for("x") == set()
    assert selectors.refused_matching("x") == {who} == selectors.refused_matching("x", among=[who])
    assert selectors.refused_pairs([("x", who), ("x", constituent())]) == {("x", who)}
    ledger.record(
        subject=Subject(constituent_id=who),
        purpose="identity_matching",
        state="ConsentGiven",
        basis="consent",
        method="guardian_in_person",
        event_time=database_now(),
        actor=None,
        idempotency_key="guardian",
        platform="mastodon",
    )
    assert selectors.refused_matching("mastodon") == set() and selectors.refused_matching("x") == {who}
    assert {verdict.code for verdict in contact.verdicts(who).values()} == {"minor"}
    agrees()


def test_a_guardian_s_word_counts_for_matching_after_a_merge() -> None:
    former, who = constituent(), minor()
    ledger.record(
        subject=Subject(constituent_id=former),
        purpose="identity_matching",
        state="ConsentGiven",
        basis="consent",
        method="guardian_form",
        event_time=database_now(),
        actor=None,
        idempotency_key="guardian",
    )
    assert selectors.refused_matching("x") == {who}
    Alias.objects.create(former_id=former, constituent_id=who)
    assert selectors.refused_matching("x") == set() == selectors.refused_matching("x", among=[who])
    assert selectors.refused_pairs([("x", who)]) == set()


def test_whoever_comes_of_age_is_judged_as_such() -> None:
    who = minor()
    row = persona("mastodon", discoverable=True, holder=who)
    Person.objects.filter(pk=who).update(of_age_on=database_now().date())
    assert sweep.is_due() and sweep.ended() == 1
    assert visible(row) and selectors.refused_matching("mastodon") == set() and sweep.ended() == 0
    people.tell([PersonFacts(who, "US-NY", database_now().date())])
    assert Person.objects.get(pk=who).of_age_on is None


def test_a_birth_date_that_comes_later_closes_at_once() -> None:
    who = constituent()
    row = persona("mastodon", discoverable=True, holder=who)
    assert visible(row)
    assert people.tell([PersonFacts(who, "", SOON)]) == {who}
    assert not visible(row)
    assert people.tell([PersonFacts(who, "", SOON)]) == set()
    people.tell([PersonFacts(who)])
    assert visible(row)


def test_the_erased_are_looked_for_and_contacted_by_nobody() -> None:
    who = constituent()
    act(Subject(constituent_id=who))
    Constituent.objects.filter(pk=who).update(state="erased")
    assert gate.check(purpose="profile_view", constituent_id=who, platform="x").code == "erased"
    assert {verdict.code for verdict in contact.verdicts(who).values()} == {"erased"}


def test_of_whom_nothing_is_known_there_is_no_row() -> None:
    assert people.tell([PersonFacts(constituent()), PersonFacts(constituent(), "", date(1980, 1, 1))]) == set()
    assert not Person.objects.exists()


def test_restriction_closes_everything_and_lifting_opens_it_again() -> None:
    who = constituent()
    row = persona("mastodon", discoverable=True, holder=who)
    act(Subject(constituent_id=who))
    act(Subject(constituent_id=who), purpose="contact", category="contact")
    for _ in range(2):
        people.restrict(constituent_id=who, actor=None)
    assert not Permission.objects.filter(persona_id=row.pk).exists() and code(row) == "restricted"
    assert {verdict.code for verdict in contact.verdicts(who).values()} == {"restricted"}
    assert selectors.refused_matching("x") == {who} and people.facts_of([who])[who].restricted
    agrees()
    people.lift_restriction(constituent_id=who, actor=None)
    assert visible(row) and contact.verdict(who, "email").allowed
    verbs = list(AuditEntry.objects.filter(verb__startswith="person.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["person.restricted", "person.restriction_lifted"]


def test_a_restriction_survives_a_merge() -> None:
    former, who = constituent(), constituent()
    people.restrict(constituent_id=former, actor=None)
    row = persona("mastodon", discoverable=True, holder=who)
    assert visible(row)
    Alias.objects.create(former_id=former, constituent_id=who)
    projection.refresh_constituents([former, who])
    assert not visible(row)
    agrees()
    people.lift_restriction(constituent_id=former, actor=None)
    assert visible(row)


@pytest.fixture
def german() -> Any:
    who = constituent()
    people.tell([PersonFacts(who, "DE")])
    on(), on("profile_view")
    return who, persona("mastodon", discoverable=True, holder=who)


def sent(who: UUID) -> None:
    NoticeSent.objects.create(
        notice=in_force(), constituent_id=who, sent_at=database_now(), method="letter", idempotency_key=f"sent:{who}"
    )
    projection.refresh_constituents([who])


def test_whoever_is_not_told_within_a_month_is_closed_until_they_are(german: Any) -> None:
    who, row = german
    since = database_now() - timedelta(days=10)
    Account.objects.filter(pk=row.pk).update(held_since=since)
    projection.refresh(persona_ids=[row.pk])
    until = Permission.objects.get(persona_id=row.pk, purpose="profile_view").until
    assert visible(row) and until is not None and 28 <= (until - since).days <= 31
    (due,) = selectors.art14_due()
    assert (due.constituent_id, due.accounts, due.due_at, due.overdue) == (who, 1, until, False)
    agrees()
    Account.objects.filter(pk=row.pk).update(held_since=since - timedelta(days=30))
    projection.refresh(persona_ids=[row.pk])
    assert not visible(row) and code(row) == "art14_overdue" and selectors.art14_due()[0].overdue
    assert gate.explain(purpose="profile_view", persona_id=row.pk).ended_by is not None
    sent(who)
    assert visible(row) and selectors.art14_due() == []
    assert Permission.objects.get(persona_id=row.pk, purpose="profile_view").until is None
    agrees()


def overdue(row: Any) -> None:
    Account.objects.filter(pk=row.pk).update(held_since=database_now() - timedelta(days=40))
    projection.refresh(persona_ids=[row.pk])


def publish(*uses: tuple[str, str], recipients: tuple[str, ...] = ()) -> Notice:
    """A notice of the program's own that tells of these uses alone: purpose and basis."""
    plain = {"source": "lists", "category": "persona", "collected": True, "exchanged_for_value": False}
    row = Notice.objects.create(
        version=f"t{Notice.objects.count()}",
        title="t",
        body="b",
        disclosures=[
            {**plain, "purpose": purpose, "basis": basis, "recipients": list(recipients), "retention_days": None}
            for purpose, basis in uses
        ],
    )
    return notices.publish(notice=row, actor=None)


def test_only_a_notice_that_tells_of_the_use_tells_of_it(german: Any) -> None:
    who, row = german
    overdue(row)
    publish(("identity_matching", "legitimate_interest"))
    sent(who)
    assert code(row, "identity_matching") == "discoverable" and code(row) == "not_in_notice"
    both = [(name, "legitimate_interest") for name in ("identity_matching", "profile_view")]
    later = publish(*both)
    assert code(row, "identity_matching") == "discoverable" and code(row) == "art14_overdue"
    assert visible(row) and not visible(row, "profile_view")
    assert [due.constituent_id for due in selectors.art14_due()] == [who]
    agrees()
    NoticeSent.objects.create(
        notice=later, constituent_id=who, sent_at=database_now(), method="email", idempotency_key="later"
    )
    projection.refresh_constituents([who])
    assert visible(row, "profile_view") and selectors.art14_due() == []
    publish(*both, recipients=("Example Mailing Ltd",))
    assert code(row) == "art14_overdue"
    agrees()


def test_what_was_sent_before_a_merge_counts_after_it(german: Any) -> None:
    who, row = german
    sent(who)
    kept = constituent()
    people.tell([PersonFacts(kept, "DE")])
    Alias.objects.create(former_id=who, constituent_id=kept)
    accounts.set_holders({row.pk: kept})
    overdue(row)
    assert code(row) == "discoverable" and visible(row) and selectors.art14_due() == []
    agrees()


def test_x_s_mode_asks_for_a_notice_whatever_law_holds() -> None:
    who = constituent()
    people.tell([PersonFacts(who, "US-NY")])
    assessments.record(platform="x", mode="reasonable_expectation", text=LONG_TEXT, actor=None)
    row, other = persona("x", holder=who), persona("x")
    assert visible(row) and visible(other)
    assert [due.constituent_id for due in selectors.art14_due()] == [who]
    overdue(row)
    assert not visible(row) and code(row) == "art14_overdue" and code(other) == "reasonable_expectation"
    agrees()
    sent(who)
    assert visible(row) and selectors.art14_due() == []


def test_a_consent_needs_no_month(german: Any) -> None:
    who, row = german
    Account.objects.filter(pk=row.pk).update(held_since=database_now() - timedelta(days=60))
    act(Subject(constituent_id=who))
    assert visible(row) and selectors.art14_due() == []


def test_the_month_runs_on_over_a_merge_and_begins_with_another_holder(german: Any) -> None:
    who, row = german
    since = database_now() - timedelta(days=20)
    Account.objects.filter(pk=row.pk).update(held_since=since)
    canonical, other = constituent(), constituent()
    Alias.objects.create(former_id=who, constituent_id=canonical)
    accounts.set_holders({row.pk: canonical})
    assert Account.objects.get(pk=row.pk).held_since == since
    accounts.set_holders({row.pk: other})
    assert Account.objects.get(pk=row.pk).held_since != since
    accounts.set_holders({row.pk: None})
    assert Account.objects.get(pk=row.pk).held_since is None
