"""The screens of erasure, as a privacy admin uses them."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from crmsocial.core.models import AuditEntry
from privacy import signing
from privacy.models import Erasure, ErasureState, Hold, Suppression
from tests.factories.core import user_with

from .people import Known, erase, town, worked_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(user_with("privacy_admin"))
    return client


@pytest.fixture
def ana(tmp_path: Path) -> Known:
    return town(tmp_path)[0]


def test_the_list_is_empty_with_a_way_on(admin: Client) -> None:
    page = admin.get("/privacy/erasures/")
    assert page.status_code == 200 and b"Nothing has been erased" in page.content


def test_a_person_is_erased_by_typing_a_word(admin: Client, ana: Known) -> None:
    address = f"/privacy/constituents/{ana.constituent_id}/erase/"
    shown = admin.get(address).content.decode()
    assert "Source records" in shown and "1 linked account goes" in shown
    wrong = admin.post(address, {"word": "yes"})
    assert wrong.status_code == 422 and not Erasure.objects.exists()
    assert admin.post(address, {"word": "Erase"}).status_code == 302
    erasure = Erasure.objects.get()
    assert erasure.requested_by is not None
    page = admin.get(f"/privacy/erasures/{erasure.pk}/").content.decode()
    assert "hx-get" in page and "Download the manifest" not in page
    assert admin.get(f"/privacy/erasures/{erasure.pk}/manifest.json").status_code == 404
    assert worked_off(erasure).state == ErasureState.COMPLETE
    page = admin.get(f"/privacy/erasures/{erasure.pk}/").content.decode()
    assert "hx-get" not in page and "Download the manifest" in page
    assert admin.get(f"/constituents/{ana.constituent_id}/").status_code == 410
    hers = admin.get(f"/privacy/constituents/{ana.constituent_id}/").content.decode()
    assert "This person was erased on" in hers and "Olsen" not in hers
    assert admin.post(address, {"word": "erase"}).status_code in (409, 410)


def test_a_preview_says_what_a_hold_keeps(admin: Client, ana: Known) -> None:
    address = f"/privacy/constituents/{ana.constituent_id}/erase/"
    Hold.objects.create(constituent_id=ana.constituent_id, ground="tax_law", covers="transactions")
    shown = admin.get(address).content.decode()
    assert "legal duty to keep books" in shown and "It would wait" not in shown
    Hold.objects.create(constituent_id=ana.constituent_id, ground="legal_claim")
    assert "It would wait" in admin.get(address).content.decode()


def test_why_it_waits_and_who_can_help_stands_on_the_page(admin: Client, ana: Known) -> None:
    Hold.objects.create(constituent_id=ana.constituent_id, ground="legal_claim")
    erasure = erase(ana)
    for address in ("/privacy/erasures/", f"/privacy/erasures/{erasure.pk}/"):
        assert "A privacy admin can lift the hold" in admin.get(address).content.decode()
    assert admin.post(f"/privacy/erasures/{erasure.pk}/verify/").status_code == 400


def test_the_manifest_is_downloaded_and_verified(admin: Client, ana: Known, tmp_path: Path) -> None:
    erasure = erase(ana)
    answer = admin.get(f"/privacy/erasures/{erasure.pk}/manifest.json")
    assert "attachment" in answer["Content-Disposition"]
    assert signing.verify(json.loads(answer.content))["erasure"] == str(erasure.pk)
    assert (
        b"stores are empty, and each search could see" in admin.post(f"/privacy/erasures/{erasure.pk}/verify/").content
    )
    call_command("verify_erasure", str(erasure.pk))
    changed = tmp_path / "changed.json"
    changed.write_bytes(answer.content.replace(b'"left": 0', b'"left": 1', 1))
    with pytest.raises(CommandError, match="changed after it was signed"):
        call_command("verify_erasure", str(changed))
    with pytest.raises(CommandError, match="no erasure of this id"):
        call_command("verify_erasure", str(uuid4()))


def test_verifying_finds_what_came_back(ana: Known) -> None:
    from privacy.models import Person

    erasure = erase(ana)
    Person.objects.create(constituent_id=ana.constituent_id)
    with pytest.raises(CommandError, match=r"privacy\.people"):
        call_command("verify_erasure", str(erasure.pk))


def test_who_comes_back_is_let_in_without_a_word_being_shown(admin: Client, ana: Known) -> None:
    erase(ana)
    page = admin.get("/privacy/erasures/").content.decode()
    assert "in use" in page
    refused = admin.post("/privacy/erasures/come-back/", {"email": "nobody@example.org"})
    assert refused.status_code == 422 and "Nobody is held back" in refused.content.decode()
    assert admin.post("/privacy/erasures/come-back/", {"email": "ana.olsen@example.org"}).status_code == 302
    assert not Suppression.objects.filter(lifted_at__isnull=True).exists()
    assert AuditEntry.objects.filter(verb="suppression.lifted").count() == 1


def test_pages_do_not_ask_more_for_more(admin: Client, ana: Known, django_assert_max_num_queries: object) -> None:
    erase(ana)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        admin.get("/privacy/erasures/")
