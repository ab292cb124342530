"""The projection: kept step by step it equals what a computation from nothing gives, and policies read it at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmsocial.constituents.models import Alias
from privacy import gate, ledger, projection, selectors
from privacy.consent.subjects import Subject
from privacy.facts import accounts, people
from privacy.judging.circumstances import database_now
from privacy.lawfulness import assessments
from privacy.models import Account, ConsentEvent, LookFor, Permission, Purpose
from privacy.projecting import replay, sweep
from privacy.signals import permission_changed
from tests.privacy.factories import LONG_TEXT, act, constituent, of, persona, switched_on, visible

pytestmark = pytest.mark.django_db


def stored() -> set[tuple[Any, ...]]:
    return set(Permission.objects.values_list("persona_id", "purpose", "until", "pair_limited", "reason"))


def heard() -> list[tuple[set[UUID], set[UUID]]]:
    """Collects what is announced from now on."""
    found: list[tuple[set[UUID], set[UUID]]] = []

    def receiver(*, persona_ids: set[UUID], constituent_ids: set[UUID], **_: Any) -> None:
        assert transaction.get_connection().in_atomic_block
        found.append((set(persona_ids), set(constituent_ids)))

    receivers.append(receiver)
    permission_changed.connect(receiver)
    return found


receivers: list[Any] = []


@pytest.fixture(autouse=True)
def _forget_receivers() -> Any:
    yield
    while receivers:
        permission_changed.disconnect(receivers.pop())


#: What becomes known of a constituent, or is done for them.
PERSON_STEPS: dict[str, Callable[[UUID], object]] = {
    "law": lambda who: people.tell([people.PersonFacts(who, "DE")]),
    "minor": lambda who: people.tell([people.PersonFacts(who, "", database_now().date() + timedelta(days=9))]),
    "restrict": lambda who: people.restrict(constituent_id=who, actor=None),
    "lift": lambda who: people.lift_restriction(constituent_id=who, actor=None),
}
steps = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "account",
                "constituent",
                "hold",
                "leave",
                "mode",
                "signals",
                "merge",
                "law",
                "minor",
                "restrict",
                "switch",
            ]
        ),
        st.integers(0, 3),
        st.sampled_from(["ConsentGiven", "ConsentWithdrawn", "Objected", "ConsentRefused"]),
        st.sampled_from(["", "identity_matching", "profile_view"]),
        st.sampled_from(["", "x", "mastodon"]),
    ),
    max_size=9,
)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_step_by_step_equals_from_nothing(steps: list[tuple[str, int, str, str, str]]) -> None:
    with transaction.atomic():
        rows = [
            persona("x"),
            persona("x", basis="consent", kind="form"),
            persona("mastodon", discoverable=True),
            persona("bluesky", active=True),
        ]
        everybody = [constituent(), constituent()]
        for what, number, state, purpose, platform in steps:
            _step(what, rows[number], everybody[number % 2], everybody, state, purpose, platform)
        assert replay.compare_permissions(run="test").differing == []
        kept = stored()
        looked = set(LookFor.objects.values_list("constituent_id", "platform"))
        Permission.objects.all().delete()
        LookFor.objects.all().delete()
        projection.refresh_all()
        assert stored() == kept
        assert set(LookFor.objects.values_list("constituent_id", "platform")) == looked
        for row in rows:
            for name in Purpose.values:
                verdict = gate.check(purpose=name, persona_id=row.pk)
                assert verdict.allowed == Permission.objects.filter(persona_id=row.pk, purpose=name).exists()
        transaction.set_rollback(True)


def _step(what: str, row: Any, who: UUID, everybody: list[UUID], state: str, purpose: str, platform: str) -> None:
    if what == "account":
        act(of(row), state, purpose=purpose, platform=platform)
    elif what == "constituent":
        act(Subject(constituent_id=who), state, purpose=purpose, platform=platform)
    elif what in ("hold", "leave"):
        accounts.set_holders({row.pk: who if what == "hold" else None})
    elif what == "mode" and selectors.mode_is_on("x", "reasonable_expectation"):
        assessments.switch_off(platform="x", mode="reasonable_expectation", actor=None)
    elif what == "mode":
        assessments.record(platform="x", mode="reasonable_expectation", text=LONG_TEXT, actor=None)
    elif what == "signals":
        key = f"id:{row.account_id}"
        accounts.register([accounts.AccountFacts(row.pk, row.platform, key, row.basis, "form", {"active": False})])
    elif what in PERSON_STEPS:
        PERSON_STEPS[what](who)
    elif what == "switch":
        switched_on(purpose or "profile_view", jurisdiction="DE" if platform else "")
    elif what == "merge" and not Alias.objects.exists():
        Alias.objects.create(former_id=everybody[1], constituent_id=everybody[0])
        held = list(Account.objects.filter(constituent_id=everybody[1]).values_list("pk", flat=True))
        accounts.set_holders(dict.fromkeys(held, everybody[0]))
        projection.refresh_constituents(everybody)


def test_a_withdrawal_hides_the_persona_at_once() -> None:
    who = constituent()
    row = persona("x", holder=who)
    act(Subject(constituent_id=who))
    found = heard()
    assert visible(row) and visible(row, "profile_view")
    ledger.withdraw(subject=Subject(constituent_id=who), platform="x", actor=None, method="staff_call")
    assert not visible(row) and not visible(row, "profile_view")
    assert found == [({row.pk}, {who})]


def test_the_holder_s_objection_counts_from_the_link_on() -> None:
    who = constituent()
    row = persona("mastodon", discoverable=True)
    act(Subject(constituent_id=who), "Objected")
    assert visible(row)
    accounts.set_holders({row.pk: who})
    assert not visible(row)
    accounts.set_holders({row.pk: None})
    assert visible(row)


def test_an_objection_survives_the_merge() -> None:
    kept, merged = constituent(), constituent()
    row = persona("x", holder=kept)
    act(Subject(constituent_id=merged), "Objected")
    act(Subject(constituent_id=kept))
    assert visible(row)
    Alias.objects.create(former_id=merged, constituent_id=kept)
    projection.refresh_constituents([kept, merged])
    assert not visible(row)


def test_the_first_and_the_last_who_are_looked_for_open_and_close_the_platform() -> None:
    row = persona("x")
    who, other = constituent(), constituent()
    act(Subject(constituent_id=who), purpose="identity_matching", platform="x")
    assert Permission.objects.get(persona_id=row.pk).pair_limited and visible(row)
    assert not visible(row, "profile_view")
    act(Subject(constituent_id=other), purpose="identity_matching", platform="x")
    assert selectors.looked_for("x") == {who, other} and selectors.looked_for("facebook") == set()
    for one in (who, other):
        assert visible(row)
        ledger.withdraw(subject=Subject(constituent_id=one), actor=None, method="form")
    assert not visible(row) and selectors.refused_matching("x") == {who, other}


def test_the_mode_opens_and_closes_published_accounts() -> None:
    mine, bought = persona("x"), persona("x", kind="third_party")
    found = heard()
    assert [row[:2] + row[3:] for row in selectors.withheld_for_matching()] == [
        ("x", "x_opt_in_required", 1),
        ("x", "x_third_party_data", 1),
    ]
    assessments.record(platform="x", mode="reasonable_expectation", text=LONG_TEXT, actor=None)
    assert visible(mine) and not visible(bought)
    rows = Permission.objects.filter(persona_id__in=[mine.pk, bought.pk], purpose="identity_matching")
    assert [row.reason in selectors.STEWARD_ONLY_REASONS for row in rows] == [True]
    assessments.switch_off(platform="x", mode="reasonable_expectation", actor=None)
    assert not visible(mine)
    assert found == [({mine.pk}, set()), ({mine.pk}, set())]


def test_a_changed_signal_is_heard_and_a_new_account_is_not() -> None:
    found = heard()
    row = persona("bluesky", active=True)
    assert found == [] and visible(row)
    facts = accounts.AccountFacts(row.pk, "bluesky", f"id:{row.account_id}", "public", "public_list", {"active": False})
    accounts.register([facts])
    assert found == [({row.pk}, set())] and not visible(row)
    accounts.register([facts])
    assert len(found) == 1


def test_time_ends_a_permission_and_the_sweep_tells() -> None:
    row = persona("x", basis="consent", kind="form")
    who = constituent()
    soon = database_now() + timedelta(milliseconds=1200)
    act(of(row), expires_at=soon)
    act(Subject(constituent_id=who), purpose="identity_matching", platform="facebook", expires_at=soon)
    assert visible(row)
    found = heard()
    assert sweep.is_due() and sweep.ended() == 0
    while database_now() <= soon:
        pass
    assert sweep.ended() == 2 and sweep.ended() == 0
    assert not visible(row) and selectors.looked_for("facebook") == set()
    assert {row.pk} in [personas for personas, _ in found] and {who} in [people for _, people in found]


def test_what_a_race_left_behind_is_mended() -> None:
    row = persona("mastodon", discoverable=True)
    act(of(row), "Objected")
    Permission.objects.create(persona_id=row.pk, purpose="profile_view", reason="discoverable")
    assert sweep.beside() == 1 and not visible(row, "profile_view")


def test_interface_data_of_youtube_ends_by_itself() -> None:
    who = constituent()
    row = persona("youtube", basis="consent", kind="network", holder=who)
    act(of(row))
    assert gate.check(purpose="profile_view", persona_id=row.pk).allowed
    until = Permission.objects.get(persona_id=row.pk, purpose="profile_view").until
    assert until is not None and timedelta(days=29) < until - database_now() <= timedelta(days=30)
    Account.objects.filter(pk=row.pk).update(registered_at=database_now() - timedelta(days=31))
    projection.refresh(persona_ids=[row.pk])
    assert not Permission.objects.filter(persona_id=row.pk).exists()
    # Neither the gate nor the person's page allows what the policies hide.
    assert gate.check(purpose="profile_view", persona_id=row.pk).code == "kept_too_long"
    (youtube,) = [one for one in selectors.state_of(who).platforms if one.platform == "youtube"]
    assert youtube.verdicts["profile_view"].code == "kept_too_long"


def test_what_was_said_of_a_handle_counts_when_the_account_s_id_is_learned() -> None:
    row = persona("mastodon")
    plain = {"platform": "mastodon", "basis": "public", "source_kind": "network", "signals": {"discoverable": True}}
    by_handle = accounts.AccountFacts(row.pk, account_key="handle:1:ana", **plain)  # type: ignore[arg-type]
    by_id = accounts.AccountFacts(row.pk, account_key="id:42", **plain)  # type: ignore[arg-type]
    accounts.register([by_handle])
    act(Subject.account("mastodon", "handle:1:ana"), "Objected", purpose="identity_matching")
    assert not visible(row) and visible(row, "profile_view")
    for _ in range(2):
        accounts.register([by_id])
        assert not visible(row) and visible(row, "profile_view")
    assert list(ConsentEvent.objects.order_by("pk").values_list("method", flat=True)) == ["form", "carried_over"]
    act(Subject.account("mastodon", "id:42"), purpose="identity_matching")
    assert visible(row)
