"""Every verb in every state of a candidate, as a table; undo is exact."""

from __future__ import annotations

from typing import Any

import pytest

from crmsocial.consolidation.models import Claim
from crmsocial.core.errors import Conflict, DomainError, InvalidInput, NotFound, NotPermitted
from crmsocial.core.models import AuditEntry, User
from crmsocial.identity.models import Decision, DecisionPayload, Link
from crmsocial.identity.selectors import cannot_link
from matching.models import Candidate
from privacy import gate
from review import reasons
from review.actions import VERBS, Approve, Reject, Skip, Undo, Unsure
from tests.factories.core import user_with
from tests.factories.identity import constituent, notice_in_force
from tests.factories.review import candidate, state_of

pytestmark = pytest.mark.django_db

REASON = {"approve": "", "reject": "different_person", "unsure": "too_little_evidence", "skip": ""}
#: verb and state → what becomes of the candidate; None where the verb is refused
TABLE: dict[tuple[str, str], str | None] = {
    ("approve", "open"): "approved",
    ("approve", "deferred"): "approved",
    ("approve", "approved"): None,
    ("approve", "rejected"): None,
    ("approve", "withheld"): None,
    ("approve", "superseded"): None,
    ("reject", "open"): "rejected",
    ("reject", "deferred"): "rejected",
    ("reject", "rejected"): None,
    ("reject", "withheld"): None,
    ("reject", "superseded"): None,
    ("unsure", "open"): "deferred",
    ("unsure", "deferred"): None,
    ("unsure", "withheld"): None,
    ("unsure", "superseded"): None,
    ("skip", "open"): "open",
    ("skip", "deferred"): "deferred",
}


@pytest.fixture
def ana() -> User:
    notice_in_force()
    return user_with("steward", first_name="Ana", last_name="Olsen")


def act(verb: str, one: Candidate, actor: User, **more: Any) -> Any:
    values = {"reason": REASON[verb], "lock_version": state_of(one).lock_version, **more}
    return VERBS[verb](candidate_id=one.pk, actor=actor, **values).run()


@pytest.mark.parametrize(("verb", "state"), TABLE)
def test_the_table_of_verbs(verb: str, state: str, ana: User) -> None:
    one = candidate(state=state)
    expected = TABLE[verb, state]
    if expected is None:
        with pytest.raises(Conflict):
            act(verb, one, ana)
        assert state_of(one).state == state
        assert Decision.objects.count() == 0
    else:
        act(verb, one, ana)
        assert state_of(one).state == expected
        assert AuditEntry.objects.filter(verb=f"review.{verb}", object_id=str(one.pk)).count() == 1


def world(one: Candidate) -> tuple[Any, ...]:
    """What stands of the pair and of its persona's other candidates, lock versions aside."""
    with gate.purpose("upkeep", reason="tests"):
        pairs = Candidate.objects.filter(persona_id=one.persona_id).order_by("pk")
        return (
            list(pairs.values_list("pk", "state", "state_reason", "probability", "band", "priority", "constituent_id")),
            list(Link.objects.exclude(state="ended").values_list("persona_id", "constituent_id", "method")),
            set(
                Claim.objects.filter(constituent_id=one.constituent_id).values_list(
                    "attribute", "value", "wins", "rank"
                )
            ),
            cannot_link([one.persona_id]),
        )


@pytest.mark.parametrize("verb", ["approve", "reject", "unsure"])
@pytest.mark.parametrize("state", ["open", "deferred"])
def test_do_and_undo_change_nothing_but_the_history(verb: str, state: str, ana: User) -> None:
    if TABLE[verb, state] is None:
        return
    one = candidate(state=state, state_reason="came_back" if state == "open" else "evidence_conflicts")
    candidate(of=one.persona, to=constituent({"full_name": "Mara Linde"}), probability=0.1, rank=2)
    before = world(one)
    outcome = act(verb, one, ana)
    assert world(one) != before
    Undo(decision_id=outcome.decision.pk, actor=ana).run()
    assert world(one) == before
    assert Decision.objects.count() == 2
    assert AuditEntry.objects.filter(verb="review.undo").count() == 1


def test_a_decision_keeps_the_words_and_the_evidence_as_it_stood(ana: User) -> None:
    one = candidate()
    outcome = act("reject", one, ana, note="  Her sister.  ")
    decision = outcome.decision
    assert (decision.probability, decision.fingerprint, decision.model_version) == (
        one.probability, one.fingerprint, one.model_version,
    )  # fmt: skip
    with gate.purpose("upkeep", reason="tests"):
        payload = DecisionPayload.objects.get(pk=decision.pk)
        assert payload.note == "Her sister."
        assert payload.evidence == one.evidence.rows
    assert "sister" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_approving_puts_the_other_candidates_of_the_account_away(ana: User) -> None:
    one = candidate()
    other = candidate(of=one.persona, to=constituent(), probability=0.1, rank=2)
    act("approve", one, ana)
    assert state_of(other).state == "superseded"


@pytest.mark.parametrize("verb", ["reject", "unsure"])
@pytest.mark.parametrize("reason", ["", "no_such_reason"])
def test_a_reason_is_wanted(verb: str, reason: str, ana: User) -> None:
    with pytest.raises(InvalidInput, match="reason"):
        act(verb, candidate(), ana, reason=reason)


def test_a_stale_version_is_refused_with_how_it_stands(ana: User) -> None:
    one = candidate()
    with pytest.raises(Conflict) as caught:
        act("approve", one, ana, lock_version=one.lock_version + 1)
    assert caught.value.context["lock_version"] == one.lock_version


@pytest.mark.parametrize("role", ["fundraiser", "privacy_admin", "integration"])
@pytest.mark.parametrize("verb", [*VERBS])
def test_without_the_purpose_nothing_is_done(verb: str, role: str) -> None:
    notice_in_force()
    one = candidate()
    with pytest.raises(NotPermitted):
        act(verb, one, user_with(role))
    assert state_of(one).state == "open"


def test_what_is_not_there_is_said_to_be_gone(ana: User) -> None:
    unknown = candidate()
    for action in (Approve, Reject, Unsure, Skip):
        with pytest.raises(NotFound):
            action(candidate_id=unknown.persona_id, actor=ana, lock_version=1, reason=REASON[action.verb]).run()
    with pytest.raises(NotFound):
        Undo(decision_id=unknown.pk, actor=ana).run()


def test_a_colleagues_decision_can_be_taken_back(ana: User) -> None:
    one = candidate()
    outcome = act("reject", one, ana)
    Undo(decision_id=outcome.decision.pk, actor=user_with("administrator"), reason="new_knowledge").run()
    assert state_of(one).state == "open"
    with pytest.raises(DomainError):
        Undo(decision_id=outcome.decision.pk, actor=ana).run()


def test_reasons_have_distinct_codes_and_fit_their_column() -> None:
    codes = [
        reason.code for reason in (*reasons.APPROVE, *reasons.REJECT, *reasons.UNSURE, *reasons.UNDO, *reasons.OTHERS)
    ]
    assert len(codes) == len(set(codes))
    assert max(map(len, codes)) <= 40
    assert len(reasons.REJECT) <= 9 >= len(reasons.UNSURE)
    assert reasons.label_of("above_append_threshold").startswith("Probable enough")
    assert reasons.label_of("a_rule_of_old") == "a rule of old"
