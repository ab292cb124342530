"""The fold: any order of arrival gives the same state, and doubt denies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.consent.fold import KIND_OF, Act, Kind, Standing, about, fold
from privacy.models import ConsentState

T0 = datetime(2026, 3, 1, tzinfo=UTC)
NOW = T0 + timedelta(days=100)


def act(state: str, day: int | None, **values: object) -> Act:
    """An act on a day, recorded on the day itself unless said otherwise."""
    moment = None if day is None else T0 + timedelta(days=day)
    plain = Act("holder", state, "identity_matching", "x", "persona", moment, moment or T0 + timedelta(days=50))
    return replace(plain, **values)  # type: ignore[arg-type]


def kind(*acts: Act, **values: object) -> Kind:
    return fold(acts, now=NOW, **values).kind  # type: ignore[arg-type]


moments = st.integers(0, 60).map(lambda day: T0 + timedelta(days=day))
any_act = st.builds(
    Act,
    subject=st.sampled_from(["holder", "account", "former"]),
    state=st.sampled_from(ConsentState.values),
    purpose=st.sampled_from(["", "identity_matching"]),
    platform=st.sampled_from(["", "x"]),
    category=st.just("persona"),
    event_time=st.none() | moments,
    recorded_at=moments,
    expires_at=st.none() | st.integers(50, 150).map(lambda day: T0 + timedelta(days=day)),
)


@given(acts=st.lists(any_act, max_size=8), data=st.data())
def test_any_order_of_arrival_gives_the_same_state(acts: list[Act], data: st.DataObject) -> None:
    merged = {"former": T0 + timedelta(days=30)}
    shuffled = data.draw(st.permutations(acts))
    one = fold(acts, now=NOW, canonical="holder", merged_at=merged)
    other = fold(shuffled, now=NOW, canonical="holder", merged_at=merged)
    assert (one.kind, one.code, one.until) == (other.kind, other.code, other.until)


@given(acts=st.lists(any_act, max_size=8))
def test_an_act_told_twice_changes_nothing(acts: list[Act]) -> None:
    assert fold(acts, now=NOW) == fold([*acts, *acts], now=NOW)


@given(acts=st.lists(any_act, max_size=8))
def test_only_a_dated_unexpired_consent_gives(acts: list[Act]) -> None:
    standing = fold(acts, now=NOW)
    if standing.kind is Kind.GIVEN:
        assert standing.act is not None and standing.act.state in ("ConsentGiven", "RenewedConsentGiven")
        assert standing.act.event_time is not None
        assert standing.until is None or standing.until > NOW


@given(acts=st.lists(any_act, max_size=8), day=st.integers(61, 99))
def test_a_withdrawal_after_everything_always_ends_it(acts: list[Act], day: int) -> None:
    assert kind(*acts, act("ConsentWithdrawn", day)) in (Kind.REFUSED, Kind.OBJECTED)


@given(acts=st.lists(any_act, max_size=8))
def test_whoever_ever_said_no_is_open_to_nothing_but_a_consent_that_stands(acts: list[Act]) -> None:
    said_no = any(one.kind >= Kind.REFUSED for one in acts)
    assert not said_no or kind(*acts) in (Kind.GIVEN, Kind.REFUSED, Kind.OBJECTED)


@given(acts=st.lists(any_act.filter(lambda one: one.subject != "holder"), max_size=8))
def test_an_objection_is_lifted_by_nobody_else(acts: list[Act]) -> None:
    assert kind(act("Objected", 0), *acts) is Kind.OBJECTED


@pytest.mark.parametrize("state", ConsentState.values)
def test_every_state_has_a_kind(state: str) -> None:
    assert state in KIND_OF
    assert (kind(act(state, 1)) is Kind.GIVEN) == (state == "ConsentGiven")


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ([], Kind.NONE),
        ([act("ConsentGiven", 1), act("ConsentWithdrawn", 2)], Kind.REFUSED),
        ([act("ConsentWithdrawn", 2), act("ConsentGiven", 3)], Kind.GIVEN),
        ([act("ConsentGiven", 2), act("ConsentWithdrawn", 2)], Kind.REFUSED),
        ([act("ConsentGiven", None)], Kind.LAPSED),
        ([act("ConsentGiven", 1), act("ConsentWithdrawn", None)], Kind.REFUSED),
        ([act("ConsentGiven", 60), act("ConsentWithdrawn", None)], Kind.GIVEN),
        ([act("Objected", 1), act("RenewedConsentGiven", 2)], Kind.OBJECTED),
        ([act("Objected", 1), act("ConsentGiven", 2)], Kind.GIVEN),
        ([act("Objected", 1), act("ConsentGiven", 2), act("ConsentWithdrawn", 3)], Kind.REFUSED),
        ([act("ConsentGiven", 1), act("ConsentRequested", 2)], Kind.GIVEN),
        ([act("ConsentGiven", 1), act("ConsentInvalidated", 2)], Kind.LAPSED),
        ([act("Objected", 1), act("ConsentGiven", 2), act("ConsentInvalidated", 3)], Kind.OBJECTED),
        ([act("ConsentRefused", 1), act("ConsentGiven", 2), act("ConsentExpired", 3)], Kind.REFUSED),
        ([act("Objected", 1), act("ConsentGiven", 2, expires_at=NOW)], Kind.OBJECTED),
        ([act("ConsentWithdrawn", 1), act("ConsentGiven", 2, expires_at=NOW)], Kind.REFUSED),
        ([act("ConsentRefused", 1), act("ConsentGiven", 2, expires_at=NOW), act("RenewedConsentGiven", 3)], Kind.GIVEN),
        ([act("ConsentGiven", 1, expires_at=NOW)], Kind.LAPSED),
        ([act("ConsentGiven", 1), act("RenewedConsentGiven", 2, expires_at=T0)], Kind.LAPSED),
    ],
)
def test_the_rules(acts: list[Act], expected: Kind) -> None:
    assert kind(*acts) is expected
    assert kind(*reversed(acts)) is expected


def test_a_clock_that_runs_ahead_cannot_outrun_a_withdrawal() -> None:
    ahead = act("ConsentGiven", 30, recorded_at=T0 + timedelta(days=1))
    assert kind(ahead, act("ConsentWithdrawn", 2)) is Kind.REFUSED


@given(
    consent=st.tuples(moments, moments),
    withdrawal=st.tuples(st.integers(0, 300).map(lambda day: T0 + timedelta(days=day)), moments),
)
def test_a_wrong_clock_on_either_side_never_opens_what_was_closed(
    consent: tuple[datetime, datetime], withdrawal: tuple[datetime, datetime]
) -> None:
    """A consent counts over a no only where it is known to be later: dated after it, and not after its own record."""
    (said, heard), (refused, told) = consent, withdrawal
    given_ = Act("holder", "ConsentGiven", "identity_matching", "x", "persona", said, heard)
    no = Act("holder", "ConsentWithdrawn", "identity_matching", "x", "persona", refused, told)
    if fold([given_, no], now=NOW).kind is Kind.GIVEN:
        assert refused < said <= heard + timedelta(minutes=5)


def test_a_consent_dated_ahead_permits_only_where_nothing_was_said_against_it() -> None:
    tomorrow = act("ConsentGiven", 31, recorded_at=T0 + timedelta(days=30))
    assert kind(tomorrow) is Kind.GIVEN
    assert kind(act("ConsentWithdrawn", 2), tomorrow) is Kind.REFUSED
    assert kind(act("Objected", 2), tomorrow) is Kind.OBJECTED
    close = act("ConsentGiven", 30, recorded_at=T0 + timedelta(days=30) - timedelta(seconds=20))
    assert kind(act("ConsentWithdrawn", 2), close) is Kind.GIVEN


def test_a_withdrawal_dated_ahead_holds_at_once_and_is_not_outrun() -> None:
    ahead = act("ConsentWithdrawn", 40, recorded_at=T0 + timedelta(days=10))
    assert kind(act("ConsentGiven", 5), ahead) is Kind.REFUSED
    assert kind(ahead, act("ConsentGiven", 11)) is Kind.REFUSED
    assert kind(ahead, act("ConsentGiven", 41)) is Kind.GIVEN


@given(acts=st.lists(any_act, max_size=6), data=st.data())
def test_an_objection_before_a_merge_is_lifted_by_a_later_consent_alone(acts: list[Act], data: st.DataObject) -> None:
    merged = {"former": T0 + timedelta(days=30)}
    objection = act("Objected", 10, subject="former")
    found = fold(data.draw(st.permutations([*acts, objection])), now=NOW, canonical="holder", merged_at=merged)
    later = [
        one
        for one in acts
        if one.state == "ConsentGiven"
        and one.effective is not None
        and one.effective > T0 + timedelta(days=10)
        and (one.subject == "former" or (one.subject == "holder" and one.effective > merged["former"]))
    ]
    assert later or found.kind is Kind.OBJECTED


def test_a_no_about_the_account_is_one_about_all_that_hangs_on_it() -> None:
    graph = act("ConsentGiven", 1, category="social_graph")
    yes, no = act("ConsentGiven", 2), act("ConsentWithdrawn", 3)

    def heard(category: str, *acts: Act) -> list[Act]:
        return about(acts, purpose="identity_matching", platform="x", category=category)

    assert heard("social_graph", graph, yes, no) == [graph, no]
    assert heard("persona", graph, yes, no) == [yes, no]
    # Being contacted and gifts hang on no account: only a no to everything ends them.
    everything = act("Objected", 4, purpose="", platform="")
    assert heard("contact", yes, no, everything) == heard("transactions", yes, no, everything) == [everything]


def test_an_objection_carries_over_a_merge() -> None:
    objection = act("Objected", 1, subject="former")
    merged = {"former": T0 + timedelta(days=10)}
    before = act("ConsentGiven", 5)
    after = act("ConsentGiven", 11)
    assert kind(objection, before, canonical="holder", merged_at=merged) is Kind.OBJECTED
    assert kind(objection, after, canonical="holder", merged_at=merged) is Kind.GIVEN
    assert kind(objection, replace(after, subject="account"), canonical="holder", merged_at=merged) is Kind.OBJECTED


def test_an_end_comes_with_the_standing() -> None:
    ends = NOW + timedelta(days=1)
    assert fold([act("ConsentGiven", 1, expires_at=ends)], now=NOW).until == ends


def test_acts_about_other_things_are_left_out() -> None:
    acts = [act("ConsentGiven", 1, platform="facebook"), act("ConsentGiven", 1, category="contact")]
    every = act("ConsentWithdrawn", 2, platform="", purpose="")
    found = about([*acts, every], purpose="identity_matching", platform="x", category="persona")
    assert found == [every]
    assert fold([], now=NOW) == Standing()
