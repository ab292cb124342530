"""Accounts that are alike are judged once, and come to what each of them would come to by itself."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from random import Random
from uuid import UUID

import pytest

from crmsocial.constituents.models import Alias
from privacy import notices, projection
from privacy.judging.circumstances import database_now
from privacy.models import Account, ConsentEvent, ConsentState, LookFor, Permission
from privacy.projecting import alike, lookfor, replay, targets
from tests.privacy.factories import constituent, persona

pytestmark = pytest.mark.django_db
_numbers = count(1)


def said(dice: Random, **subject: object) -> ConsentEvent:
    """An act of any kind, at one of a few moments, some of them ahead of the clock, unknown, or already at an end."""
    now = database_now()
    moment = dice.choice([None, *(now + timedelta(minutes=minutes) for minutes in (-90, -60, -60, -30, 60))])
    return ConsentEvent(
        state=dice.choice([*["ConsentGiven"] * 6, *ConsentState.values]),
        platform=dice.choice(["", "", "mastodon", "x"]),
        purpose=dice.choice(["", "", "identity_matching", "profile_view"]),
        method=dice.choice(["form", "guardian_form"]),
        notice=dice.choice([notices.in_force(), notices.in_force(), None]),
        event_time=moment,
        expires_at=dice.choice([None, None, *(now + timedelta(minutes=minutes) for minutes in (-10, 50, 70))]),
        idempotency_key=f"alike:{next(_numbers)}",
        row_hash=b"0",
        **subject,
    )


def test_groups_come_to_what_each_account_would_come_to() -> None:
    dice = Random(3)
    people = [constituent() for _ in range(12)]
    Alias.objects.bulk_create(Alias(former_id=constituent(), constituent_id=pk) for pk in people[:4])
    subjects: list[UUID] = [*people, *Alias.objects.values_list("former_id", flat=True)]
    for _ in range(40):
        kind = dice.choice(["network", "form"])
        persona(
            dice.choice(["mastodon", "x", "youtube"]),
            basis=dice.choice(["consent", "public"]),
            kind=kind,
            holder=dice.choice([None, None, *people]),
            discoverable=dice.choice([True, None]),
        )
    hashes = list(Account.objects.values_list("account_hash", flat=True))
    acts = [said(dice, account_hash=dice.choice(hashes)) for _ in range(50)]
    acts += [said(dice, constituent_id=dice.choice(subjects)) for _ in range(20)]
    ConsentEvent.objects.bulk_create(acts)
    projection.refresh_all()
    assert Permission.objects.filter(until__isnull=False).exists() and LookFor.objects.exists()
    assert replay.compare_permissions(run="test").differing == []
    assert replay.compare_look_for(run="test").differing == []


def test_other_times_in_the_same_order_are_alike() -> None:
    now, ends = database_now(), {}
    for days in range(1, 6):
        row = persona("x", basis="consent", kind="form")
        key = bytes(Account.objects.get(pk=row.pk).account_hash)
        ends[row.pk] = now + timedelta(days=days)
        for state, age in (("ConsentRefused", 2 * days), ("ConsentGiven", days)):
            ConsentEvent.objects.create(
                account_hash=key,
                state=state,
                method="form",
                notice=notices.in_force(),
                event_time=now - timedelta(days=age),
                expires_at=ends[row.pk] if state == "ConsentGiven" else None,
                idempotency_key=f"alike:{next(_numbers)}",
                row_hash=b"0",
            )
    ((group,),) = alike.outspoken(targets.EVERYTHING, database_now(), 10)
    assert group.count == 5
    projection.refresh_all()
    shown = Permission.objects.filter(purpose="profile_view").values_list("persona_id", "until")
    assert dict(shown) == ends
    assert projection.refresh_all() == set()


def test_those_who_are_looked_for_are_judged_alike_too() -> None:
    now, ends = database_now(), {}
    for days in range(1, 6):
        pk = constituent()
        ends[pk] = now + timedelta(days=days)
        ConsentEvent.objects.create(
            constituent_id=pk,
            state="ConsentGiven",
            platform="x",
            method="form",
            notice=notices.in_force(),
            event_time=now - timedelta(days=days),
            expires_at=ends[pk],
            idempotency_key=f"alike:{next(_numbers)}",
            row_hash=b"0",
        )
    assert lookfor.refresh_all() == (set(ends), {"x"})
    assert dict(LookFor.objects.values_list("constituent_id", "until")) == ends
    assert lookfor.refresh_all() == (set(), set())
