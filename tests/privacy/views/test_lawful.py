"""The screen on which legitimate interest is switched on, with all that the law asks, and off."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from privacy import notices
from privacy.models import LawfulBasis
from tests.factories.core import user_with
from tests.privacy.factories import LONG_TEXT

pytestmark = pytest.mark.django_db
OPT_OUT = "Tell any of our staff, or write to us; it takes effect at once."


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(user_with("privacy_admin", first_name="Dora", last_name="Quist"))
    return client


def form(**values: Any) -> dict[str, Any]:
    notice = notices.in_force()
    assert notice is not None
    return {
        "purpose": "profile_view",
        "law": "GDPR",
        "notice": str(notice.pk),
        "assessment": LONG_TEXT,
        "opt_out": OPT_OUT,
        **values,
    }


def newest() -> LawfulBasis:
    return LawfulBasis.objects.order_by("-recorded_at", "-pk")[0]


def test_on_for_one_law_and_off_again(admin: Client) -> None:
    assert "Nothing is switched on" in admin.get("/privacy/lawful/").content.decode()
    page = admin.post("/privacy/lawful/on/", form(), follow=True).content.decode()
    for words in ("Recorded and switched on", LONG_TEXT, OPT_OUT, "Where the GDPR holds", "Dora Quist", ">1.1<"):
        assert words in page
    row = newest()
    assert (row.purpose, row.jurisdiction, row.basis, row.switched_on) == (
        "profile_view",
        "GDPR",
        "legitimate_interest",
        True,
    )
    off = {"purpose": row.purpose, "country": row.jurisdiction, "basis": row.basis}
    page = admin.post("/privacy/lawful/off/", off, follow=True).content.decode()
    assert "What rested on it is hidden" in page and "Before" in page and LONG_TEXT in page
    assert not newest().switched_on
    again = admin.post("/privacy/lawful/off/", off)
    assert again.status_code == 409 and "off already" in again.content.decode()
    odd = admin.post("/privacy/lawful/off/", form(country="Atlantis"))
    assert odd.status_code == 422 and "is no jurisdiction" in odd.content.decode() and OPT_OUT in odd.content.decode()
    assert admin.post("/privacy/lawful/off/", {"purpose": "fun"}).status_code == 422


def test_a_country_goes_before_the_law(admin: Client) -> None:
    admin.post("/privacy/lawful/on/", form(country="de"))
    assert newest().jurisdiction == "DE"
    admin.post("/privacy/lawful/on/", form(law=""))
    admin.post("/privacy/lawful/off/", {"purpose": "profile_view", "country": "US-CA"})
    assert (newest().jurisdiction, newest().switched_on) == ("US-CA", False)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"assessment": "Because."}, "The assessment must weigh the interest"),
        ({"opt_out": ""}, "This field is required"),
        ({"opt_out": "Write us."}, "Say how people can say no"),
        ({"notice": ""}, "This field is required"),
        ({"purpose": "contact"}, "tells nobody of"),
        ({"country": "Atlantis"}, "is no jurisdiction"),
        ({"basis": "public"}, "Only legitimate interest is switched"),
        ({"purpose": "fun"}, "fun is not one of the available choices"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(admin: Client, wrong: dict[str, str], says: str) -> None:
    answer = admin.post("/privacy/lawful/on/", form(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422 and says in page
    assert wrong.get("assessment", LONG_TEXT) in page and wrong.get("opt_out", OPT_OUT) in page
    assert not LawfulBasis.objects.exists()


def test_others_switch_nothing(client: Client) -> None:
    client.force_login(user_with("administrator", "steward"))
    for path in ("on/", "off/"):
        assert client.post(f"/privacy/lawful/{path}", form()).status_code == 403
    assert not LawfulBasis.objects.exists()
