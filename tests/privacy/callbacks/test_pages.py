"""The addresses that Meta calls, and the page that people see."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext

from privacy.models import CallbackDelivery, Erasure
from tests.factories.core import user_with
from tests.privacy.callbacks.signing import signed, signed_payload
from tests.privacy.callbacks.test_delivering import consented
from tests.privacy.callbacks.test_signed_request import VECTOR

pytestmark = pytest.mark.django_db
DEAUTHORIZE, DELETION = "/callbacks/meta/deauthorize/", "/callbacks/meta/data-deletion/"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def meta() -> Client:
    """Somebody without a cookie, whom Django must not ask for one."""
    return Client(enforce_csrf_checks=True)


def post(client: Client, text: str, path: str = DELETION) -> Any:
    return client.post(path, f"signed_request={text}", content_type=FORM)


@pytest.mark.parametrize("path", [DEAUTHORIZE, DELETION])
def test_a_deletion_is_confirmed_with_a_code_and_a_page(meta: Client, path: str) -> None:
    row = consented()
    answer = post(meta, signed(row.account_id), path)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/json"
    told = answer.json()
    assert set(told) == {"url", "confirmation_code"} and told["confirmation_code"].isalnum()
    assert told["url"] == f"http://testserver/callbacks/status/{told['confirmation_code']}/"
    assert post(meta, signed(row.account_id, issued_at=1), path).status_code == 400
    page = meta.get(told["url"]).content.decode()
    assert "Your data is being erased" in page and told["confirmation_code"] in page
    assert (row.account_id or "?") not in page and row.handle not in page


def test_the_documented_vector_is_too_old_to_act_on(meta: Client, settings: Any) -> None:
    assert post(meta, VECTOR).status_code == 400
    settings.META_CALLBACK_DAYS = 365 * 100
    assert post(meta, VECTOR).status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("", FORM),
        ("signed_request=", FORM),
        ("signed_request=abc", FORM),
        ("signed_request=a.b", FORM),
        ("signed_request=%FF%FE.%FF", FORM),
        ("other=1", FORM),
        (f"signed_request={'x' * 9000}", FORM),
        ("signed_request=" + "x" * 11_000_000, FORM),
        ("&".join(f"a{number}=1" for number in range(1500)), FORM),
        (b"\xff\xfe\x00", FORM),
        ("{}", "application/json"),
        ("signed_request=abc", "text/plain"),
        ("signed_request=abc", ""),
        ("signed_request=abc", f"{FORM}; charset=utf-16"),
        ("--x\r\nbroken", "multipart/form-data; boundary=x"),
    ],
)
def test_whatever_else_is_sent_is_refused_in_the_same_words(meta: Client, body: str | bytes, kind: str) -> None:
    answer = meta.generic("POST", DELETION, body, content_type=kind)
    assert answer.status_code == 400
    assert answer.json() == {"error": "This is no request that Meta signed for this app in the last days."}
    assert not CallbackDelivery.objects.exists()


def test_forged_unsigned_stale_and_useless_ones_cannot_be_told_apart(meta: Client) -> None:
    genuine = signed("218471")
    sent = [
        signed("218471", secret="another"),
        genuine.partition(".")[2],
        "." + genuine.partition(".")[2],
        signed("218471", issued_at=1_500_000_000),
        signed("218471", algorithm="none"),
        signed_payload("bm90aGluZw"),
    ]
    answers = [post(meta, text) for text in sent]
    assert {(one.status_code, one.content) for one in answers} == {(400, answers[0].content)}


def test_nobody_writes_before_the_signature_is_settled(meta: Client) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        post(meta, signed("218471", secret="another"))
    assert [one["sql"] for one in queries] == ["SELECT clock_timestamp()"]


@pytest.mark.parametrize("path", [DEAUTHORIZE, DELETION])
@pytest.mark.parametrize("method", ["get", "put", "delete", "head", "options"])
def test_it_is_posted_or_refused(meta: Client, path: str, method: str) -> None:
    assert getattr(meta, method)(path).status_code == 405


def test_without_the_app_s_secret_it_says_so(meta: Client, settings: Any) -> None:
    settings.META_APP_SECRET = ""
    answer = post(meta, signed("218471", secret=""))
    assert answer.status_code == 503 and "secret is missing" in answer.json()["error"]
    assert not CallbackDelivery.objects.exists()


def test_an_id_that_we_never_had_is_confirmed_like_any_other(meta: Client) -> None:
    told = post(meta, signed("999999")).json()
    page = meta.get(told["url"]).content.decode()
    assert "We hold nothing under this account" in page and "999999" not in page


def status_page(client: Client, **state: object) -> str:
    row = consented()
    told = post(client, signed(row.account_id)).json()
    Erasure.objects.update(**state)
    return client.get(told["url"]).content.decode()


def test_the_page_says_when_it_is_done(meta: Client) -> None:
    page = status_page(meta, state="complete", completed_at=Now(), manifest={"test": True})
    assert "Your data has been erased" in page and "Finished on" in page


def test_the_page_justifies_what_is_kept(meta: Client) -> None:
    page = status_page(meta, state="blocked", blocked_by="hold:legal_claim")
    assert "must be kept for now" in page and "art. 17(3)(e)" in page


@pytest.mark.parametrize("code", ["run_open", "search_blind"])
def test_the_page_says_that_it_is_being_tried(meta: Client, code: str) -> None:
    page = status_page(meta, state="blocked", blocked_by=code)
    assert "is being erased" in page and "Why" in page and code not in page


def title(page: str) -> str:
    return page.partition("<main")[2].partition("</main>")[0]


def test_an_unknown_code_is_no_page_and_nothing_is_to_be_found(meta: Client) -> None:
    told = post(meta, signed("999999")).json()
    code = told["confirmation_code"]
    strangers = ["x", "0" * 32, code[:-1], code.upper() + "x"]
    answers = {other: meta.get(f"/callbacks/status/{other}/") for other in strangers}
    assert {one.status_code for one in answers.values()} == {404}
    assert len({title(one.content.decode()) for one in answers.values()}) == 1
    assert len(title(answers["x"].content.decode())) > 20
    found = meta.get(told["url"])
    assert found.headers["X-Robots-Tag"] == "noindex" and "no-store" in found.headers["Cache-Control"]
    assert found.headers["Referrer-Policy"] == "no-referrer"


def test_privacy_admins_see_what_was_delivered(client: Client, settings: Any) -> None:
    client.force_login(user_with("privacy_admin"))
    assert "No platform has told us" in client.get("/privacy/callbacks/").content.decode()
    row = consented()
    post(client, signed(row.account_id), DEAUTHORIZE)
    post(client, signed("999999"))
    page = client.get("/privacy/callbacks/").content.decode()
    assert "App removed" in page and "Deletion asked for" in page and "Facebook" in page and "Waiting" in page
    assert "We held nothing" in page and "Being erased" in page and "999999" not in page
    settings.META_APP_SECRET = ""
    assert "META_APP_SECRET" in client.get("/privacy/callbacks/?before=nonsense").content.decode()


def test_a_long_list_has_pages(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("privacy.callbacks.listing.PAGE", 2)
    client.force_login(user_with("privacy_admin"))
    codes = [post(client, signed(f"90{number}")).json()["confirmation_code"] for number in range(3)]
    first = client.get("/privacy/callbacks/").content.decode()
    assert codes[2] in first and codes[1] in first and codes[0] not in first
    before = CallbackDelivery.objects.get(confirmation_code=codes[1]).pk
    assert f"?before={before}" in first
    assert codes[0] in client.get(f"/privacy/callbacks/?before={before}").content.decode()
