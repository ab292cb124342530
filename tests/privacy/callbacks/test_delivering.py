"""What a callback does: acts, erasure, and nothing twice."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.db.models.functions import Now

from crmsocial.core import jobs
from crmsocial.core.models import AuditEntry
from crmsocial.personas.models import Persona
from privacy.callbacks import services, status
from privacy.callbacks.signed_request import SignedRequest, parse
from privacy.consent.subjects import Subject
from privacy.facts import accounts
from privacy.gate import purpose
from privacy.models import Account, CallbackDelivery, ConsentEvent, Erasure, Suppression
from tests.factories import people
from tests.privacy.callbacks.signing import SECRET, signed
from tests.privacy.factories import act, constituent, of, persona, visible


def request(user_id: str, **stated: object) -> SignedRequest:
    text = signed(user_id, **stated)
    return parse(text, secret=SECRET, now=datetime.now(UTC), longest_age=timedelta(days=7))


def deliver(user_id: str, kind: str = "data_deletion", **stated: object) -> CallbackDelivery:
    return services.deliver(kind=kind, signed=request(user_id, **stated))


def consented(platform: str = "facebook", holder: UUID | None = None) -> Persona:
    row = persona(platform, basis="consent", kind="network", holder=holder)
    act(of(row), platform=platform)
    return row


def states(subject: Subject) -> list[str]:
    found = ConsentEvent.objects.filter(account_hash=subject.account_hash, constituent_id=subject.constituent_id)
    return list(found.order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", services.KINDS)
@pytest.mark.parametrize("platform", services.FAMILY)
def test_either_callback_hides_the_account_at_once_and_starts_its_erasure(kind: str, platform: str) -> None:
    row = consented(platform)
    other = consented(platform)
    assert visible(row)
    delivery = deliver(row.account_id or "", kind)
    assert not visible(row) and visible(other)
    erasure = delivery.erasures.get()
    assert (erasure.scope, erasure.origin, erasure.platform, erasure.persona_ids) == (
        "accounts",
        "callback",
        platform,
        [row.pk],
    )
    assert "ConsentWithdrawn" in states(of(row))
    assert status.of(delivery).code == "erasing"
    assert delivery.confirmation_code.isalnum() and len(delivery.confirmation_code) == 32
    assert AuditEntry.objects.filter(verb="callback.taken", object_id=str(delivery.pk)).count() == 1


@pytest.mark.django_db
def test_one_id_may_be_known_on_both_platforms_and_on_no_other() -> None:
    rows = [consented("facebook"), consented("instagram"), consented("x")]
    with purpose("intake", reason="test"):
        Persona.objects.filter(pk__in=[row.pk for row in rows]).update(account_id="77001")
    accounts.register([accounts.AccountFacts(row.pk, row.platform, "id:77001", "consent", "network") for row in rows])
    delivery = deliver("77001")
    assert set(delivery.erasures.values_list("platform", flat=True)) == {"facebook", "instagram"}
    assert not visible(rows[0]) and not visible(rows[1]) and visible(rows[2])


@pytest.mark.django_db
def test_who_holds_the_account_is_looked_for_there_no_longer() -> None:
    who = constituent()
    act(Subject(constituent_id=who), platform="facebook")
    act(Subject(constituent_id=who), platform="x")
    row = consented("facebook", holder=who)
    deliver(row.account_id or "", "deauthorize")
    acts = ConsentEvent.objects.filter(constituent_id=who, method="callback")
    assert {(one.state, one.platform) for one in acts} == {("ConsentWithdrawn", "facebook")}


@pytest.mark.django_db
def test_an_account_that_we_do_not_know_is_answered_honestly_and_stays_shut() -> None:
    delivery = deliver("404404")
    assert not delivery.erasures.exists() and status.of(delivery).code == "nothing_held"
    row = persona("facebook", basis="consent", kind="network")
    accounts.register([accounts.AccountFacts(row.pk, "facebook", "id:404404", "consent", "network")])
    act(Subject.account("facebook", "id:404404"), event_time=datetime.now(UTC) - timedelta(days=30))
    assert not visible(row), "an older consent that a file brings later opens nothing"


@pytest.mark.django_db
def test_the_same_request_again_is_the_same_delivery() -> None:
    row = consented()
    again = request(row.account_id or "")
    first = services.deliver(kind="data_deletion", signed=again)
    events = ConsentEvent.objects.count()
    for _time in range(3):
        assert services.deliver(kind="data_deletion", signed=again).confirmation_code == first.confirmation_code
    assert CallbackDelivery.objects.get().deliveries == 4
    assert Erasure.objects.count() == 1 and ConsentEvent.objects.count() == events


@pytest.mark.django_db
def test_an_older_request_that_comes_late_does_nothing() -> None:
    row, now = consented(), int(time.time())
    first = deliver(row.account_id or "", issued_at=now)
    late = deliver(row.account_id or "", issued_at=now - 60)
    assert late == first and Erasure.objects.count() == 1


@pytest.mark.django_db
def test_a_newer_request_while_there_is_nothing_more_to_erase_is_the_same_delivery() -> None:
    row, now = consented(), int(time.time())
    first = deliver(row.account_id or "", issued_at=now - 60)
    second = deliver(row.account_id or "", issued_at=now)
    assert (second.pk, second.confirmation_code, second.deliveries) == (first.pk, first.confirmation_code, 2)
    assert Erasure.objects.count() == 1


@pytest.mark.django_db
def test_the_two_callbacks_share_one_erasure_and_have_a_code_each() -> None:
    row = consented()
    removed, asked = deliver(row.account_id or "", "deauthorize"), deliver(row.account_id or "")
    assert removed.confirmation_code != asked.confirmation_code
    assert list(removed.erasures.all()) == list(asked.erasures.all()) and Erasure.objects.count() == 1


@pytest.mark.django_db
def test_a_request_after_the_erasure_tells_of_the_erasure() -> None:
    row = consented()
    deliver(row.account_id or "", "deauthorize")
    Erasure.objects.update(state="complete", completed_at=Now(), manifest={"test": True})
    Account.objects.all().delete()
    asked = deliver(row.account_id or "")
    assert status.of(asked).code == "complete" and status.of(asked).done_at


@pytest.mark.django_db
def test_a_replay_does_not_touch_an_account_that_came_back_and_a_new_request_does() -> None:
    row, now = consented(), int(time.time())
    old = request(row.account_id or "", issued_at=now - 3600)
    first = services.deliver(kind="data_deletion", signed=old)
    Erasure.objects.update(state="complete", completed_at=Now(), manifest={"test": True})
    # The person connects the account once more, and consents.
    act(of(row), platform="facebook")
    assert visible(row)
    assert services.deliver(kind="data_deletion", signed=old) == first
    assert visible(row) and Erasure.objects.count() == 1
    second = deliver(row.account_id or "", issued_at=now)
    assert second.confirmation_code != first.confirmation_code
    assert not visible(row) and Erasure.objects.count() == 2


@pytest.mark.django_db
def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no callback"):
        services.deliver(kind="rumour", signed=request("1"))


@pytest.mark.django_db(transaction=True)
def test_a_hundred_deliveries_at_once_are_one() -> None:
    who = constituent()
    row = consented("facebook", holder=who)
    once = request(row.account_id or "")

    def one(_number: int) -> str:
        try:
            return services.deliver(kind="data_deletion", signed=once).confirmation_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=12) as threads:
        codes = set(threads.map(one, range(100)))
    delivery = CallbackDelivery.objects.get()
    assert codes == {delivery.confirmation_code} and delivery.deliveries == 100
    assert Erasure.objects.count() == 1
    assert ConsentEvent.objects.filter(method="callback", constituent_id=who).count() == 1


@pytest.mark.django_db(transaction=True)
def test_different_requests_about_one_account_at_once_are_one_erasure() -> None:
    row, now = consented("instagram"), int(time.time())
    requests = [request(row.account_id or "", issued_at=now - number) for number in range(24)]

    def one(number: int) -> UUID:
        try:
            kind = services.KINDS[number % 2]
            return services.deliver(kind=kind, signed=requests[number]).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=12) as threads:
        found = set(threads.map(one, range(24)))
    assert len(found) == 2 and CallbackDelivery.objects.count() == 2
    assert Erasure.objects.count() == 1


@pytest.mark.django_db
def test_the_erasure_runs_to_its_end_and_the_person_s_address_is_kept_out_on_that_platform() -> None:
    ana = people.person(full_name="Ana Olsen", email="ana.olsen@example.org")
    row = consented("facebook", holder=ana.id)
    delivery = deliver(row.account_id or "")
    erasure = delivery.erasures.get()
    assert erasure.job_id is not None
    jobs.drain(until=erasure.job_id, timeout=90)
    assert status.of(services.deliver(kind="data_deletion", signed=request(row.account_id or ""))).code == "complete"
    with purpose("erasure", reason="test"):
        assert not Persona.objects.filter(pk=row.pk).exists()
    assert not Account.objects.filter(pk=row.pk).exists()
    kept_out = set(Suppression.objects.values_list("kind", "platform"))
    assert ("email", "facebook") in kept_out and {platform for _kind, platform in kept_out} == {"facebook"}
    assert not Suppression.objects.filter(kind="account").exists(), "Meta's own id leaves nothing behind"
