"""The policy as a table: facts, band, rule."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.models import Band
from matching.policy import Facts, Thresholds, decide
from matching.wording import RULES

PROVEN = Thresholds(append=0.95)
UNPROVEN = Thresholds(append=None)
SURE = Facts(probability=0.99, rank=1, lead=9.0)

TABLE = [
    ("sure and proven", SURE, PROVEN, Band.APPEND, "above_append_threshold"),
    ("sure, no rival at all", replace(SURE, lead=None), PROVEN, Band.APPEND, "above_append_threshold"),
    ("at the threshold", replace(SURE, probability=0.95), PROVEN, Band.APPEND, "above_append_threshold"),
    ("under the threshold", replace(SURE, probability=0.949), PROVEN, Band.REFER, "below_append_threshold"),
    ("not proven yet", SURE, UNPROVEN, Band.REFER, "not_calibrated"),
    ("gate does not allow", replace(SURE, gate_allows=False), PROVEN, Band.DO_NOT_APPEND, "not_permitted"),
    (
        "gate before ownership",
        replace(SURE, gate_allows=False, signed_in=True),
        PROVEN,
        Band.DO_NOT_APPEND,
        "not_permitted",
    ),
    ("cannot-link in the cluster", replace(SURE, cannot_link=True), PROVEN, Band.REFER, "cannot_link"),
    (
        "cannot-link before ownership",
        replace(SURE, cannot_link=True, signed_in=True),
        PROVEN,
        Band.REFER,
        "cannot_link",
    ),
    ("runner-up close", replace(SURE, lead=2.9), PROVEN, Band.REFER, "runner_up_close"),
    ("runner-up far enough", replace(SURE, lead=3.0), PROVEN, Band.APPEND, "above_append_threshold"),
    ("organisation", replace(SURE, not_a_person="organisation"), PROVEN, Band.REFER, "organisation"),
    ("shared account", replace(SURE, not_a_person="shared_account"), PROVEN, Band.REFER, "shared_account"),
    ("fabricated", replace(SURE, not_a_person="fabricated"), PROVEN, Band.REFER, "fabricated"),
    ("parody", replace(SURE, not_a_person="parody"), PROVEN, Band.REFER, "parody"),
    ("steward-only mode", replace(SURE, steward_only=True), PROVEN, Band.REFER, "steward_only"),
    ("steward-only without proof", replace(SURE, steward_only=True), UNPROVEN, Band.REFER, "steward_only"),
    ("signed in", Facts(probability=0.2, signed_in=True), UNPROVEN, Band.APPEND, "signed_in_ownership"),
    ("linked elsewhere", replace(SURE, linked_elsewhere=True), PROVEN, Band.DO_NOT_APPEND, "linked_elsewhere"),
    ("improbable", Facts(probability=0.049), PROVEN, Band.DO_NOT_APPEND, "improbable"),
    ("just probable enough", Facts(probability=0.05), PROVEN, Band.REFER, "below_append_threshold"),
    ("second, close", Facts(probability=0.3, rank=2, lead=-1.0), PROVEN, Band.REFER, "not_first"),
    ("second, far behind", Facts(probability=0.06, rank=2, lead=-6.0), PROVEN, Band.DO_NOT_APPEND, "far_behind"),
]


@pytest.mark.parametrize(("name", "facts", "thresholds", "band", "rule"), TABLE, ids=[row[0] for row in TABLE])
def test_table(name: str, facts: Facts, thresholds: Thresholds, band: Band, rule: str) -> None:
    assert decide(facts, thresholds) == (band, rule)


def test_every_rule_has_a_sentence() -> None:
    assert {row[4] for row in TABLE} | {"append_refused"} == set(RULES)


facts = st.builds(
    Facts,
    probability=st.floats(0.001, 0.999),
    rank=st.integers(1, 5),
    lead=st.none() | st.floats(-40, 40),
    gate_allows=st.booleans(),
    cannot_link=st.booleans(),
    linked_elsewhere=st.booleans(),
    steward_only=st.booleans(),
    not_a_person=st.sampled_from(["", "organisation", "parody"]),
    signed_in=st.booleans(),
)


@given(facts, st.none() | st.floats(0.5, 1))
def test_nothing_is_appended_against_a_veto(given_facts: Facts, append: float | None) -> None:
    band, rule = decide(given_facts, Thresholds(append=append))
    if band != Band.APPEND:
        return
    assert given_facts.gate_allows and not given_facts.cannot_link and not given_facts.linked_elsewhere
    if rule != "signed_in_ownership":
        assert append is not None and given_facts.probability >= append and given_facts.rank == 1
        assert not given_facts.steward_only and not given_facts.not_a_person
        assert given_facts.lead is None or given_facts.lead >= Thresholds().close_bits


@given(facts, st.floats(0.5, 1), st.floats(0.001, 0.999))
def test_more_probability_never_lowers_the_band(given_facts: Facts, append: float, other: float) -> None:
    order = [Band.DO_NOT_APPEND, Band.REFER, Band.APPEND]
    low, high = sorted((given_facts.probability, other))
    lower, _ = decide(replace(given_facts, probability=low), Thresholds(append=append))
    higher, _ = decide(replace(given_facts, probability=high), Thresholds(append=append))
    assert order.index(higher) >= order.index(lower)
