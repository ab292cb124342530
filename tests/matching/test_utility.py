"""Who of our constituents this might be: by any subset of fields, as the caller's purpose and each permission allow."""

from __future__ import annotations

import math
from uuid import UUID

import pytest

from crmsocial.core.errors import InvalidInput, NotPermitted
from crmsocial.core.models import AuditEntry
from crmsocial.identity import services as identity
from crmsocial.identity.models import Membership
from crmsocial.personas.models import Persona
from matching import services
from matching.engine.api import ENGINE_VERSION
from matching.index import upkeep
from matching.utility import FIELDS, Answer, Query, find
from matching.utility.cluster import LINKED_BITS, SECOND_ACCOUNT_BITS
from privacy import ledger
from privacy.models import AccessEntry
from tests.factories import identity as people
from tests.factories.core import user_with
from tests.matching.world import crowd, town, work_off

pytestmark = pytest.mark.django_db

HER = {
    "given_name": "Amelia", "family_name": "Thornbury", "city": "Bath", "email": "amelia.t@example.org",
    "phone": "212-555-0177", "birth_date": "1970-05-31", "website": "https://thornbury.example/",
}  # fmt: skip


@pytest.fixture
def her() -> UUID:
    """One of many whom we know, with a model in use."""
    town(3)
    crowd(12)
    made = people.constituent(HER, source_name="tickets")
    index_everybody()
    work_off(services.start_run(actor=None))
    return made


def index_everybody() -> None:
    members = Membership.objects.filter(ended_at__isnull=True).values_list("identity_id", flat=True)
    upkeep.follow_identities(list(members))


def ids(answer: Answer) -> list[UUID]:
    return [one.constituent_id for one in answer.matches]


@pytest.mark.parametrize(
    "asked",
    [
        {"email": "amelia.t@example.org"},
        {"phone": "(212) 555-0177", "name": "Amelia Thornbury"},
        {"name": "Amelia Thornbury", "birth_date": "1970-05-31"},
        {"handle": "ameliathornbury"},
        {"handle": "ameliathornbury", "email": "amelia.t@example.org", "birth_date": "1970-05-31", "location": "Bath"},
        {"url": "https://thornbury.example/", "name": "A. Thornbury"},
    ],
    ids=lambda asked: "+".join(asked),
)
def test_somebody_is_found_by_any_subset(her: UUID, asked: dict[str, str]) -> None:
    answer = find(**asked)
    assert her in ids(answer), answer
    for one in answer.matches:
        assert 0.05 <= one.probability < 1 and one.band in ("refer", "append")
        odds = math.log2(one.probability / (1 - one.probability))
        assert sum(row.bits for row in one.evidence) == pytest.approx(odds, abs=1e-3)
        assert all(row.label and "%(" not in row.sentence for row in one.evidence)


def test_more_that_agrees_makes_it_surer_and_a_wrong_birthday_less_sure(her: UUID) -> None:
    def chance(**asked: str) -> float:
        return next((one.probability for one in find(**asked).matches if one.constituent_id == her), 0.0)

    name = chance(name="Amelia Thornbury", email="amelia.t@example.org")
    assert chance(name="Amelia Thornbury", email="amelia.t@example.org", birth_date="1970-05-31") >= name
    handle = {"handle": "ameliathornbury", "name": "Amelia Thornbury"}
    assert chance(**handle, birth_date="1941-02-03") < chance(**handle, birth_date="1970-05-31")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "at least one"),
        ({"gender": "f", "location": "Bath", "platform": "x"}, "at least one"),
        ({"shoe_size": "39"}, "shoe_size"),
        ({"handle": "a", "platform": "friendster"}, "friendster"),
        ({"name": "x" * 301}, "longer than 300"),
        ({"name": 7}, "must be text"),
    ],
)
def test_a_question_that_asks_nothing_is_refused(asked: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        find(**asked)


def test_whoever_said_no_and_nobody_look_alike(her: UUID) -> None:
    nobody = find(email="nobody@example.org", name="Nobody Atall")
    objection = ledger.NewAct(
        subject=ledger.Subject(constituent_id=her), purpose="identity_matching", state="ConsentRefused",
        basis="consent", method="form", event_time="2026-02-01T00:00Z", idempotency_key="no",
    )  # fmt: skip
    ledger.record_many([objection], actor=None)
    assert find(email="amelia.t@example.org", birth_date="1970-05-31") == nobody
    assert nobody.outcome == "no_match"


def test_an_account_that_says_no_is_nobodys_and_an_unknown_one_needs_somebody_to_look_for(her: UUID) -> None:
    mine = people.persona(handle="amelia.thornbury", display_name="Amelia Thornbury", location="Bath")
    assert her in ids(find(handle="@Amelia.Thornbury", platform="mastodon"))
    people.consent(mine, "identity_matching", "ConsentWithdrawn")
    assert find(handle="amelia.thornbury", platform="mastodon").matches == []
    assert find(handle="amelia.thornbury").matches == []
    # Nobody agreed to be looked for on Bluesky, where no such account is known.
    assert find(handle="amelia.thornbury", platform="bluesky").matches == []


def linked(her: UUID, handle: str) -> Persona:
    account = people.persona(handle=handle, display_name="Amelia Thornbury", location="Bath")
    identity.decide(
        persona_id=account.pk, constituent_id=her, verdict="same", reason="evidence_agrees", method="steward",
        actor=None,
    )  # fmt: skip
    return account


def test_a_second_account_on_a_platform_speaks_against(her: UUID) -> None:
    people.persona(handle="amelia.thornbury", display_name="Amelia Thornbury", location="Bath")
    asked = {"handle": "amelia.thornbury", "platform": "mastodon"}
    before = next(one for one in find(**asked).matches if one.constituent_id == her)
    account = linked(her, "thornburyamelia")
    after = next(one for one in find(**asked).matches if one.constituent_id == her)
    [row] = [row for row in after.evidence if row.kind == "cluster"]
    assert (row.level, row.bits) == ("second", pytest.approx(SECOND_ACCOUNT_BITS)) and "thornburyamelia" in row.sentence
    assert after.probability < before.probability
    assert [one.persona_id for one in after.accounts] == [account.pk]
    same = next(one for one in find(handle="thornburyamelia", platform="mastodon").matches if one.constituent_id == her)
    assert [row.bits for row in same.evidence if row.kind == "cluster"] == [LINKED_BITS]


def test_accounts_are_shown_as_the_purpose_allows(her: UUID) -> None:
    account = linked(her, "thornburyamelia")
    asked = {"email": "amelia.t@example.org"}
    staff = find(**asked, actor=user_with("fundraiser"))
    assert [one.persona_id for one in staff.matches[0].accounts] == [account.pk]
    outside = find(**asked, actor=user_with("integration"))
    assert outside.matches[0].accounts == []
    assert all(row.left == row.right == row.sentence == "" and row.label for row in outside.matches[0].evidence)
    people.consent(account, "export")
    assert [one.handle for one in find(**asked, actor=user_with("integration")).matches[0].accounts] == [account.handle]
    with pytest.raises(NotPermitted):
        find(**asked, purpose="identity_matching", actor=user_with("fundraiser"))


def test_every_question_is_entered_and_its_values_are_not(her: UUID) -> None:
    steward = user_with("steward")
    find(email="amelia.t@example.org", actor=steward)
    find(email="nobody@example.org", actor=steward)
    entries = AccessEntry.objects.filter(actor_id=steward.pk)
    assert {(one.subject_kind, one.subject_id) for one in entries} == {("constituent", her), ("", None)}
    rows = AuditEntry.objects.filter(verb="matching.asked", actor_id=steward.pk)
    assert [one.details["outcome"] for one in rows.order_by("pk")] == ["possible", "no_match"]
    assert all("example.org" not in str(one.details) for one in rows)


def test_fields_are_those_of_a_question() -> None:
    assert set(FIELDS) == {"email", "name", "phone", "birth_date", "gender", "location", "handle", "platform", "url"}
    assert Query.of({"handle": "x", "platform": "Twitter"}).platform == "x" and ENGINE_VERSION


def test_who_holds_an_account_is_not_told_where_it_may_not_be_shown(her: UUID) -> None:
    """It may be matched, and so is; but neither its link nor what it says goes to who may not see it."""
    account = linked(her, "thornburyamelia")
    asked = {"handle": account.handle, "platform": "mastodon"}
    assert her in ids(find(**asked, actor=user_with("fundraiser")))
    nobody = find(handle="nobodyatall", platform="mastodon", actor=user_with("integration"))
    assert find(**asked, actor=user_with("integration")) == nobody
    both = find(**asked, email="amelia.t@example.org", actor=user_with("integration"))
    assert her in ids(both)
    assert both == find(handle="nobodyatall", platform="mastodon", email="amelia.t@example.org",
                        actor=user_with("integration"))  # fmt: skip
    second = {"handle": "amelia.of.bath", "platform": "mastodon", "email": "amelia.t@example.org"}
    assert not [row for row in find(**second, actor=user_with("integration")).matches[0].evidence
                if row.kind == "cluster"]  # fmt: skip
    people.consent(account, "export")
    told = find(**asked, actor=user_with("integration"))
    assert her in ids(told) and [row.level for row in told.matches[0].evidence if row.kind == "cluster"] == ["linked"]
    people.consent(account, "profile_view", "ConsentWithdrawn")
    assert find(**asked, actor=user_with("fundraiser")).matches == []


@pytest.mark.parametrize(
    "value", ["\ud800", "Amelia\udfff Thornbury", "\x00", "\u202eThornbury\u200b", "🦊" * 300, "1"]
)
@pytest.mark.parametrize("field", ["name", "handle", "email", "url", "birth_date", "phone"])
def test_odd_values_find_nobody_or_somebody_and_never_fail(her: UUID, field: str, value: str) -> None:
    try:
        answer = find(**{field: value})
    except InvalidInput as error:
        assert "at least one" in error.message
    else:
        assert answer.outcome in ("no_match", "possible", "match")
