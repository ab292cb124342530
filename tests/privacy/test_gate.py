"""Opening purposes: nesting, failing, streaming, refusing; and asking the gate."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import transaction
from django.http import StreamingHttpResponse

from crmsocial.personas.models import Persona
from privacy import ledger
from privacy.gate import Outcome, PurposeRefused, check, current_purpose, purpose
from privacy.lawfulness import assessments
from privacy.models import Incident
from tests.factories.core import user_with
from tests.privacy.factories import LONG_TEXT, act, constituent, of, persona

pytestmark = pytest.mark.django_db


def test_a_purpose_holds_for_its_block_only() -> None:
    assert current_purpose() == ""
    with purpose("profile_view", reason="test"):
        assert current_purpose() == "profile_view"
        with purpose("intake", reason="test"):
            assert current_purpose() == "intake"
        assert current_purpose() == "profile_view"
    assert current_purpose() == ""


def test_a_failure_inside_brings_the_outer_purpose_back() -> None:
    with purpose("profile_view", reason="test"):
        with pytest.raises(RuntimeError), purpose("upkeep", reason="test"):
            raise RuntimeError
        assert current_purpose() == "profile_view"
        with purpose("upkeep", reason="test"):
            transaction.set_rollback(True)
        assert current_purpose() == "profile_view"


def test_the_same_purpose_within_itself_goes_on_holding() -> None:
    with purpose("upkeep", reason="test"):
        with purpose("upkeep", reason="test"):
            assert current_purpose() == "upkeep"
        assert current_purpose() == "upkeep"
        with pytest.raises(RuntimeError), purpose("upkeep", reason="test"):
            with purpose("erasure", reason="test"):
                pass
            raise RuntimeError
        assert current_purpose() == "upkeep"
    assert current_purpose() == ""


def test_it_decorates_functions() -> None:
    @purpose("upkeep", reason="test")
    def inside() -> str:
        return current_purpose()

    assert (inside(), inside(), current_purpose()) == ("upkeep", "upkeep", "")


def test_roles_and_unknown_names_are_refused() -> None:
    for name, user in (("identity_matching", user_with("fundraiser")), ("intake", user_with("administrator"))):
        with pytest.raises(PurposeRefused), purpose(name, reason="test", actor=user):
            pass
    with pytest.raises(PurposeRefused, match="no purpose “curiosity”"), purpose("curiosity", reason="test"):
        pass
    assert current_purpose() == ""


def test_a_purpose_that_no_notice_tells_of_is_refused_and_recorded_once() -> None:
    for _ in range(2):
        with pytest.raises(PurposeRefused, match="tells nobody"), purpose("prospect_research", reason="test"):
            pass
    assert [row.details for row in Incident.objects.all()] == [{"purpose": "prospect_research"}]


def test_a_lazy_query_that_leaves_the_block_shows_nothing() -> None:
    row = persona("mastodon", discoverable=True)
    with purpose("profile_view", reason="test"):
        query = Persona.objects.filter(pk=row.pk)
        assert query.exists()
    assert list(query.all()) == []


@pytest.mark.django_db(transaction=True)
def test_a_stream_sees_rows_only_by_a_purpose_of_its_own() -> None:
    row = persona("mastodon", discoverable=True)

    def rows() -> Iterator[str]:
        yield from (one.handle for one in Persona.objects.filter(pk=row.pk))

    def rows_with_purpose() -> Iterator[str]:
        with purpose("profile_view", reason="test"):
            yield from rows()

    with purpose("profile_view", reason="test"):
        forgetful = StreamingHttpResponse(rows())
    assert b"".join(forgetful) == b""
    assert b"".join(StreamingHttpResponse(rows_with_purpose())) == row.handle.encode()
    abandoned = rows_with_purpose()
    next(abandoned)
    abandoned.close()
    assert current_purpose() == ""


def test_the_gate_answers_with_a_reason() -> None:
    row = persona("x")
    assert check(purpose="identity_matching", persona_id=row.pk).code == "x_opt_in_required"
    act(of(row))
    assert check(purpose="identity_matching", persona_id=row.pk).outcome is Outcome.ALLOW
    ledger.withdraw(subject=of(row), purpose="identity_matching", actor=None, method="staff_call")
    assert check(purpose="identity_matching", persona_id=row.pk).code == "withdrawn"
    assert check(purpose="profile_view", persona_id=row.pk).allowed


def test_it_knows_nothing_of_strangers() -> None:
    assert check(purpose="profile_view", persona_id=uuid4()).outcome is Outcome.UNKNOWN
    assert check(purpose="identity_matching", constituent_id=uuid4(), platform="x").code == "no_act"
    with pytest.raises(ValueError, match="persona or about a constituent"):
        check(purpose="profile_view")


def test_a_constituent_who_agreed_is_looked_for() -> None:
    who = constituent()
    act(ledger.Subject(constituent_id=who), purpose="identity_matching", platform="x")
    assert check(purpose="identity_matching", constituent_id=who, platform="x").code == "looked_for"
    assert not check(purpose="identity_matching", constituent_id=who, platform="facebook").allowed


def test_a_use_outside_the_notice_is_an_incident() -> None:
    row = persona("x", basis="consent", kind="form")
    act(of(row))
    assert check(purpose="prospect_research", persona_id=row.pk).code == "not_in_notice"
    check(purpose="prospect_research", persona_id=row.pk)
    assert Incident.objects.filter(details__persona=str(row.pk)).count() == 1


def test_the_mode_of_x_is_a_permission_for_stewards() -> None:
    row = persona("x")
    assessments.record(platform="x", mode="reasonable_expectation", text=LONG_TEXT, actor=None)
    assert check(purpose="identity_matching", persona_id=row.pk).code == "reasonable_expectation"
