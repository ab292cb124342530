"""The person's page on the day of a request: matrix, categories, channels, guardians, receipts."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django import forms
from django.test import Client
from django.utils import timezone

from crmsocial.constituents.models import Alias
from crmsocial.core.models import AuditEntry
from privacy import receipts, selectors
from privacy.consent.subjects import Subject
from privacy.judging.circumstances import database_now
from privacy.models import ConsentEvent, Erasure, Hold, Person, SubjectRequest
from privacy.screens.forms import ActForm, WithdrawalForm
from tests.factories.core import user_with
from tests.privacy.factories import act, constituent, of, persona

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(user_with("privacy_admin"))
    return client


@pytest.fixture
def who() -> UUID:
    return constituent()


def page_of(pk: UUID, query: str = "") -> str:
    return f"/privacy/constituents/{pk}/{query}"


def say_no(admin: Client, pk: UUID, what: str) -> ConsentEvent:
    admin.post(page_of(pk) + "withdraw/", {"what": what, "method": "staff_call"})
    return ConsentEvent.objects.order_by("-recorded_at", "-pk").first()  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("what", "platform", "purpose", "category", "scopes"),
    [
        (":::", "", "", "persona", []),
        ("mastodon::persona:", "mastodon", "", "persona", []),
        (":profile_view:persona:", "", "profile_view", "persona", []),
        ("mastodon:profile_view:persona:", "mastodon", "profile_view", "persona", []),
        ("::social_graph:", "", "", "social_graph", []),
        ("mastodon:contact:interest_graph:", "mastodon", "contact", "interest_graph", []),
        ("::contact:", "", "contact", "contact", []),
        ("::contact:email", "", "contact", "contact", ["email"]),
    ],
)
def test_each_button_withdraws_what_it_says(
    admin: Client, who: UUID, what: str, platform: str, purpose: str, category: str, scopes: list[str]
) -> None:
    subject = Subject(constituent_id=who)
    act(subject, category=category, purpose="contact" if category == "contact" else "")
    event = say_no(admin, who, what)
    assert (event.platform, event.purpose, event.category, event.scopes) == (platform, purpose, category, scopes)
    assert event.state == "ConsentWithdrawn" and event.method == "staff_call"


def test_every_button_of_the_page_is_understood(admin: Client, who: UUID) -> None:
    persona("mastodon", discoverable=True, holder=who)
    buttons: set[str] = set()
    for category in ("persona", "social_graph", "interest_graph"):
        page = admin.get(page_of(who, f"?category={category}")).content.decode()
        buttons |= set(re.findall(r'name="what" value="([^"]*)"', page))
    assert len(buttons) > 20
    for what in sorted(buttons)[::3]:
        answer = admin.post(page_of(who) + "withdraw/", {"what": what, "method": "staff_letter"})
        assert answer.status_code == 302, what


def test_a_no_asks_for_less_than_a_yes() -> None:
    def asked(form: type[forms.Form]) -> set[str]:
        return {name for name, field in form.base_fields.items() if field.required} - {"key"}

    assert asked(WithdrawalForm) == {"method"} < asked(ActForm)


def test_what_makes_no_sense_is_refused(admin: Client, who: UUID) -> None:
    for what in ("mastodon::contact:", "::contact:fax", "::nonsense:", "::social_graph:email"):
        answer = admin.post(page_of(who) + "withdraw/", {"what": what, "method": "staff_call"})
        assert answer.status_code == 400, what
    assert not ConsentEvent.objects.exists()


def test_the_matrix_is_of_one_kind_of_data(admin: Client, who: UUID) -> None:
    act(Subject(constituent_id=who), purpose="profile_view", category="social_graph")
    graph = admin.get(page_of(who, "?category=social_graph")).content.decode()
    public = admin.get(page_of(who, "?category=nonsense")).content.decode()
    reason = "Every platform · Showing it on the constituent&#x27;s page: "
    assert reason + "This use is not in the notice that the person saw" in graph
    assert reason + "Nothing is recorded" in public
    assert selectors.state_of(who, "social_graph").category == "social_graph"


def test_a_kind_of_data_and_a_guardian_are_recorded(admin: Client, who: UUID) -> None:
    said = f"{timezone.localtime() - timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    form = {
        "state": "ConsentGiven", "category": "interest_graph", "method": "guardian_form", "event_time": said,
        "proof": "Form 8", "key": str(uuid4()),
    }  # fmt: skip
    answer = admin.post(page_of(who, "record/?category=interest_graph"), form)
    assert answer.headers["Location"].endswith("?category=interest_graph")
    event = ConsentEvent.objects.get()
    assert (event.category, event.method) == ("interest_graph", "guardian_form")
    document = receipts.of(event)["payload"]["content"]
    assert document["event"][0]["entity_id"] == "dpv:GuardianOfDataSubject"
    assert "A guardian, on a form" in admin.get(page_of(who)).content.decode()


def test_bad_input_keeps_what_was_typed(admin: Client, who: UUID) -> None:
    form = {"state": "ConsentGiven", "method": "form", "event_time": "", "proof": "Form 77", "key": str(uuid4())}
    page = admin.post(page_of(who, "record/"), form)
    assert page.status_code == 422 and "Form 77" in page.content.decode()
    page = admin.post(page_of(who, "withdraw/"), {"what": ":::", "method": "", "proof": "Letter 78"})
    assert page.status_code == 422 and "Letter 78" in page.content.decode()


def test_a_key_that_was_used_for_another_act_is_said_in_the_form(admin: Client, who: UUID) -> None:
    said = f"{timezone.localtime() - timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    form = {"state": "ConsentGiven", "method": "form", "event_time": said, "proof": "Form 7", "key": str(uuid4())}
    assert admin.post(page_of(who, "record/"), form).status_code == 302
    answer = admin.post(page_of(who, "record/"), {**form, "state": "ConsentRefused", "proof": "Form 79"})
    assert answer.status_code == 409 and "Form 79" in answer.content.decode()
    assert "Another act was recorded" in answer.content.decode()


def test_restriction_minority_holds_and_requests_are_shown(admin: Client, who: UUID) -> None:
    day = timezone.localdate()
    Person.objects.create(constituent_id=who, restricted_at=database_now(), of_age_on=day + timedelta(days=400))
    Hold.objects.create(constituent_id=who, ground="audit")
    SubjectRequest.objects.create(
        kind="portability", constituent_id=who, received_via="letter", received_at=database_now(), due_on=day
    )
    page = admin.get(page_of(who)).content.decode()
    assert "data is restricted since" in page and "is a minor until" in page and "A hold stands" in page
    assert "An audit that the law requires" in page and "Portability" in page


def test_nothing_more_is_asked_of_somebody_who_was_erased(admin: Client, who: UUID) -> None:
    act(Subject(constituent_id=who), "ConsentWithdrawn", method="erasure", proof=f"request:{uuid4()}")
    before = admin.get(page_of(who)).content.decode()
    Erasure.objects.create(scope="person", constituent_ids=[who], state="running")
    page = admin.get(page_of(who)).content.decode()
    for verb in ("Withdraw everything", "Record what the person said", "Erase this person", "Place a hold"):
        assert verb in before and verb not in page
    assert f"Erased person {str(who)[-8:]}" in page and "This person is being erased since" in page
    assert "By the erasure" in page and "Who opened their data" in page


def test_proofs_are_cut_short_to_what_tells_them_apart(admin: Client, who: UUID) -> None:
    request = str(uuid4())
    act(Subject(constituent_id=who), proof=f"sha256:{'0f688b01' * 8} line 179")
    act(Subject(constituent_id=who), proof=f"request:{request}")
    page = admin.get(page_of(who)).content.decode()
    assert "proof: file 0f688b01 line 179" in page and f"proof: request:{request[-8:]}" in page


def test_the_timeline_tells_acted_from_recorded(admin: Client, who: UUID) -> None:
    act(Subject(constituent_id=who), event_time=database_now() - timedelta(days=30), actor=user_with("privacy_admin"))
    act(Subject(constituent_id=who), event_time=None)
    page = admin.get(page_of(who)).content.decode()
    assert "· recorded " in page and "It is not known when this was said" in page and "recorded by" in page


def test_receipts_of_one_act_and_of_the_whole_person(admin: Client, who: UUID) -> None:
    former, row = constituent(), persona("mastodon", discoverable=True, holder=who)
    events = [
        act(Subject(constituent_id=who)),
        act(Subject(constituent_id=former), "ConsentRefused"),
        act(of(row), purpose="contact"),
    ]
    Alias.objects.create(former_id=former, constituent_id=who)
    answer = admin.get(f"/privacy/receipts/{events[0].pk}/")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="receipt-{events[0].pk}.json"'
    assert receipts.verify(json.loads(answer.content))["content"]["record_id"] == str(events[0].pk)
    every = json.loads(admin.get(page_of(who, "receipts/")).content)["receipts"]
    assert {one["payload"]["content"]["record_id"] for one in every} == {str(event.pk) for event in events}
    assert admin.get(f"/privacy/receipts/{uuid4()}/").status_code == 404
    handed_out = AuditEntry.objects.filter(verb__in=["receipt.handed_out", "receipts.handed_out"])
    assert set(handed_out.values_list("object_id", flat=True)) == {str(events[0].pk), str(who)}


def test_a_long_ledger_says_that_it_is_cut(admin: Client, who: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    act(Subject(constituent_id=who))
    assert "Only the newest acts are shown" not in admin.get(page_of(who)).content.decode()
    monkeypatch.setattr("privacy.screens.person_state.ON_PAGE", 1)
    assert "Only the newest acts are shown" in admin.get(page_of(who)).content.decode()


def test_staff_see_what_the_person_says_today_and_the_public_does_not(admin: Client, who: UUID) -> None:
    event = act(Subject(constituent_id=who), purpose="profile_view", platform="mastodon")
    text = json.dumps(receipts.of(event))
    act(Subject(constituent_id=who), "Objected")
    staff = admin.post("/privacy/receipts/verify/", {"text": text}).content.decode()
    assert "What the person says today" in staff and "The person objected." in staff and "same hash" in staff
    public = Client().post("/receipts/verify/", {"text": text}).content.decode()
    assert "nobody changed it" in public and "same hash" in public
    assert "objected" not in public.lower() and "today" not in public
    uploaded = Client().post("/receipts/verify/", {"file": _file(text.replace("mastodon", "bluesky"))})
    assert "was changed after it was signed" in uploaded.content.decode()
    for bad in ({}, {"text": " "}, {"file": _file(b"\xff\xfe\xff")}):
        assert Client().post("/receipts/verify/", bad).status_code == 422
    key = Client().get("/.well-known/crmsocial-signing-key.json")
    assert key.json()["kty"] == "OKP" and "d" not in key.json()


def _file(content: str | bytes) -> object:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile("receipt.json", content.encode() if isinstance(content, str) else content)
