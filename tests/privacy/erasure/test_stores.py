"""Every store, and the strongest proof of all of them: nothing of an erased person is anywhere in the database."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from django.apps import apps

from crmsocial.constituents.models import Constituent, Interaction, SourceIdentity
from crmsocial.identity import services as identity
from crmsocial.identity.models import Decision
from privacy.erasure import planning, registry, running, services
from privacy.erasure.stores import ErasureSubject
from privacy.gate import purpose
from privacy.models import Erasure, ErasureScope, ErasureState, Hold
from privacy.register import personal_data

from .people import worked_off
from .wholly_known import Known, files_that_know, home_of, known, tables_that_know

pytestmark = pytest.mark.django_db(transaction=True)


def subject_of(one: Known) -> ErasureSubject:
    """Her erasure as it is planned, without the service that runs it."""
    targets = planning.of_person([one.constituent_id])
    erasure = Erasure.objects.create(
        scope=ErasureScope.PERSON,
        origin="staff",
        constituent_ids=list(targets.constituent_ids),
        identity_ids=list(targets.identity_ids),
        persona_ids=list(targets.persona_ids),
        account_hashes=list(targets.account_hashes),
    )
    erasure.refresh_from_db()
    return planning.subject_of(erasure)


def erase_directly(subject: ErasureSubject) -> dict[str, int]:
    """Let every store erase, in order; how many rows each found before the first did anything."""
    stores = [store for store in registry.stores() if planning.takes_part(store, subject)]
    with purpose("erasure", reason="test"):
        assert {store.name: store.blocked(subject) for store in stores if store.blocked(subject)} == {}
        found = {store.name: store.count(subject) for store in stores}
    for store in stores:
        for _call in range(100):
            with purpose("erasure", reason="test"):
                if not store.erase(subject):
                    break
        with purpose("erasure", reason="test"):
            assert store.count(subject) == 0, store.name
            assert running.sees_planted(store, subject), store.name
            assert store.count(subject) == 0, f"{store.name} left what was planted"
    return found


def test_nothing_of_an_erased_person_is_left_anywhere(tmp_path: Path) -> None:
    her = known(tmp_path)
    before = tables_that_know()
    assert set(tables_holding_words()) <= set(before), "she must be known everywhere, or the search proves nothing"
    with purpose("erasure", reason="test"):
        subject = subject_of(her)
    found = erase_directly(subject)
    ours = {name: count for name, count in found.items() if not name.startswith("privacy.")}
    assert all(ours.values()), f"stores that had nothing to do: {[name for name, n in ours.items() if not n]}"
    assert tables_that_know() == {}
    assert files_that_know() == []
    # The others are as they were.
    assert home_of("DON-1") == her.other
    assert Interaction.objects.count() == 1


def tables_holding_words() -> list[str]:
    """Tables of the register whose words about a person are erased."""
    covered = {model for store in registry.stores() for model in store.covers}
    wordless = {"privacy.Person", "matching.IndexedRecord", "matching.IndexKeyA", "matching.IndexKeyB"}
    return [
        apps.get_model(one.model)._meta.db_table
        for one in personal_data.declarations()
        if one.about_constituents and one.model in covered and one.model not in wordless
    ]


def tables_with_a_reason() -> list[str]:
    """Tables of the register of which it says why ids may stay."""
    return [apps.get_model(one.model)._meta.db_table for one in personal_data.declarations() if one.why]


def test_the_service_leaves_nothing_either(tmp_path: Path) -> None:
    her = known(tmp_path)
    erasure = services.start(
        scope=ErasureScope.PERSON, origin="staff", actor=None, constituent_ids=[her.constituent_id]
    )
    erasure = worked_off(erasure)
    assert erasure.state == ErasureState.COMPLETE, erasure.blocked_by
    assert tables_that_know() == {}
    # Her ids are left where the register says why, and nowhere else.
    ids = [her.persona_id, *erasure.identity_ids, *erasure.constituent_ids]
    assert set(tables_that_know(map(str, ids))) <= set(tables_with_a_reason())
    states = Constituent.objects.filter(pk__in=[her.constituent_id, her.former_id]).values_list("state", flat=True)
    assert set(states) == {"erased"}
    # Who decided what on which ids stays, without words.
    assert Decision.objects.filter(constituent_id=her.constituent_id).count() == 2


def test_an_account_goes_and_its_holder_stays(tmp_path: Path) -> None:
    her = known(tmp_path)
    erasure = services.start(
        scope=ErasureScope.ACCOUNTS, origin="callback", platform="mastodon", actor=None, persona_ids=[her.persona_id]
    )
    erasure = worked_off(erasure)
    assert erasure.state == ErasureState.COMPLETE, erasure.blocked_by
    assert tables_that_know(["minaquack", "quackmina", "acct-8841"]) == {}
    left = tables_that_know()
    assert {"constituents_sourcerecord", "consolidation_claim", "lookup_searchterm"} <= set(left)
    assert Constituent.objects.get(pk=her.constituent_id).state == "active"
    assert home_of("DON-99173") == her.constituent_id


def test_held_transactions_stay_without_a_name(tmp_path: Path) -> None:
    her = known(tmp_path)
    hold = Hold.objects.create(constituent_id=her.constituent_id, covers="transactions", ground="tax_law")
    erasure = worked_off(
        services.start(scope=ErasureScope.PERSON, origin="staff", actor=None, constituent_ids=[her.constituent_id])
    )
    assert (erasure.state, erasure.blocked_by) == (ErasureState.BLOCKED, "hold:tax_law")
    # The number that the books know the gift by is what the law wants kept.
    assert tables_that_know() == {"constituents_interaction": {"GIFT-3317"}}
    gift = Interaction.objects.get(external_id="GIFT-3317")
    assert (gift.summary, str(gift.amount)) == ("", "50.00")
    assert gift.identity.external_id == f"erased:{gift.identity_id}"
    # A bare identity is nobody's, and becomes nobody's new constituent.
    assert identity.adopt() == 0
    Hold.objects.filter(pk=hold.pk).update(lifted_at="2026-01-01T00:00Z")
    services.resume(erasure_id=erasure.pk)
    erasure = worked_off(erasure)
    assert erasure.state == ErasureState.COMPLETE, erasure.blocked_by
    assert tables_that_know() == {}
    assert not SourceIdentity.objects.filter(pk=gift.identity_id).exists()


def test_a_subject_of_nothing_is_proven_all_the_same() -> None:
    subject = ErasureSubject(UUID(int=7), ErasureScope.PERSON, "staff")
    with purpose("erasure", reason="test"):
        for store in registry.stores():
            if planning.takes_part(store, subject):
                assert store.count(subject) == 0 == store.erase(subject), store.name
                assert running.sees_planted(store, subject), store.name
