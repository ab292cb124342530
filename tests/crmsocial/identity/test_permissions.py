"""Links follow permissions in the transaction that changes them."""

from __future__ import annotations

import pytest
from django.db import transaction

from crmsocial.core.models import AuditEntry
from crmsocial.identity import services
from crmsocial.identity.models import Link
from privacy import gate
from privacy.models import ConsentState, Purpose
from tests.factories.identity import consent, constituent, persona

pytestmark = pytest.mark.django_db


def state() -> tuple[str, str]:
    with gate.purpose("upkeep", reason="tests"):
        return Link.objects.values_list("state", "state_reason").get()


def linked(method: str = "steward", link_method: str = "") -> object:
    one = persona()
    services.decide(
        persona_id=one.pk, constituent_id=constituent(), verdict="same", reason="evidence_agrees", method=method,
        actor=None, link_method=link_method,
    )  # fmt: skip
    return one


def test_withdrawing_suspends_and_a_new_consent_reinstates() -> None:
    one = linked()
    assert state() == ("active", "")
    consent(one, Purpose.PROFILE_VIEW, ConsentState.WITHDRAWN)
    assert state() == ("suspended", "profile_view_not_permitted")
    consent(one, Purpose.PROFILE_VIEW)
    assert state() == ("active", "")
    consent(one, Purpose.IDENTITY_MATCHING, ConsentState.WITHDRAWN)
    assert state() == ("suspended", "identity_matching_not_permitted")
    verbs = list(AuditEntry.objects.filter(object_type="link").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["link.suspended", "link.active", "link.suspended"]


def test_a_failed_transaction_takes_the_suspension_back_with_the_withdrawal() -> None:
    one = linked()
    with pytest.raises(RuntimeError), transaction.atomic():
        consent(one, Purpose.PROFILE_VIEW, ConsentState.WITHDRAWN)
        assert state()[0] == "suspended"
        raise RuntimeError
    assert state()[0] == "active"


def test_a_signed_in_link_outlives_the_permission_to_match() -> None:
    one = linked("person", "signed_in")
    consent(one, Purpose.IDENTITY_MATCHING, ConsentState.WITHDRAWN)
    assert state() == ("active", "")


def test_links_can_be_set_still_by_hand_and_follow_permission_again() -> None:
    one = linked()
    assert services.suspend_links(persona_ids=[one.pk], reason="incident") == 1
    assert state() == ("suspended", "incident")
    assert services.suspend_links(persona_ids=[one.pk], reason="incident") == 0
    assert services.reinstate_links(persona_ids=[one.pk]) == 1
    assert state() == ("active", "")


def test_a_link_that_may_not_be_shown_is_born_suspended() -> None:
    one, person = persona(consents=(Purpose.IDENTITY_MATCHING,)), constituent()
    services.decide(persona_id=one.pk, constituent_id=person, verdict="same", reason="x", method="steward", actor=None)
    assert state()[0] == "suspended"


def test_following_many_permissions_takes_as_many_queries_as_one(django_assert_max_num_queries: object) -> None:
    ones = [linked() for _ in range(5)]
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        services.follow_permissions(persona_ids=[one.pk for one in ones])
