from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from crmsocial.constituents.models import SourceRecord
from crmsocial.core import jobs
from crmsocial.intake.models import Batch, BatchState
from tests.factories.core import user_with

from .files import PEOPLE, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    browser = Client()
    browser.force_login(user_with("steward"))
    return browser


def sent(rows: list[list[str]] = PEOPLE, **changes: str) -> dict[str, object]:
    content = "\n".join(",".join(row) for row in rows).encode()
    said = {"entity": "constituents", "new_source": "donors", "kind": "donor_database", "basis": "contract", **changes}
    return {"file": SimpleUploadedFile("people.csv", content), **said}


def test_an_empty_list_says_what_to_do(client: Client) -> None:
    page = client.get(reverse("intake:batches")).content.decode()
    assert "No file has been imported yet." in page
    assert reverse("intake:upload") in page


def test_nothing_is_preselected(client: Client) -> None:
    page = client.get(reverse("intake:upload")).content.decode()
    choices = re.findall(r'<input type="radio"[^>]*>', page)
    assert len(choices) == 8
    assert not [choice for choice in choices if "checked" in choice]


def test_from_upload_to_records(client: Client) -> None:
    answer = client.post(reverse("intake:upload"), sent(changed(PEOPLE, 2, "email", "none")))
    batch = Batch.objects.get()
    assert answer.headers["Location"] == reverse("intake:preview", args=[batch.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "kept under their own names: shoe_size" in page
    assert "Olsen · Park · Quist" in page
    assert SourceRecord.objects.count() == 0
    columns = {
        f"column-{index}": field
        for index, field in enumerate(["external_id", "given_name", "family_name", "birth_date", "email", "~leave_out"])
    }
    answer = client.post(reverse("intake:preview", args=[batch.pk]), columns)
    assert answer.headers["Location"] == reverse("intake:batch", args=[batch.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "<progress" in page
    batch.refresh_from_db()
    jobs.work(batch.job_id)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "3 added, 0 changed, 0 unchanged, 1 cell left out" in page
    assert "This is not an e-mail address." in page
    assert "left out" in page
    assert "shoe_size" not in SourceRecord.objects.get(identity__external_id="c1").values
    assert "people.csv" in client.get(reverse("intake:batches")).content.decode()
    told = client.get(reverse("intake:errors", args=[batch.pk]))
    assert told.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(told.streaming_content).decode().splitlines()[1].startswith("2,email,none,")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"basis": ""}, "basis"), ({"entity": ""}, "entity"), ({"new_source": ""}, "source"), ({"kind": ""}, "kind"),
     ({"new_source": "my donors!"}, "new_source"), ({"basis": "because"}, "basis")],
)  # fmt: skip
def test_what_is_missing_is_said_and_what_was_typed_stays(changes: dict[str, str], field: str, client: Client) -> None:
    answer = client.post(reverse("intake:upload"), sent(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    if "new_source" not in changes:
        assert 'value="donors"' in answer.content.decode()
    assert Batch.objects.count() == 0


def test_a_file_that_is_no_table_is_refused_at_once(client: Client) -> None:
    said = sent()
    said["file"] = SimpleUploadedFile("people.csv", b"PK\x03\x04 a zip")
    answer = client.post(reverse("intake:upload"), said)
    assert answer.status_code == 422
    assert "zip archive" in answer.content.decode()
    assert Batch.objects.count() == 0


def test_two_columns_cannot_be_one_field(client: Client) -> None:
    client.post(reverse("intake:upload"), sent())
    batch = Batch.objects.get()
    columns = {
        f"column-{index}": field
        for index, field in enumerate(["external_id", "email", "~keep", "~keep", "email", "~keep"])
    }
    answer = client.post(reverse("intake:preview", args=[batch.pk]), columns)
    assert answer.status_code == 422
    assert "two columns" in answer.content.decode()
    batch.refresh_from_db()
    assert batch.state == BatchState.RECEIVED


def test_discarding(client: Client) -> None:
    client.post(reverse("intake:upload"), sent())
    batch = Batch.objects.get()
    client.post(reverse("intake:discard", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == BatchState.CANCELLED
    assert "nothing was loaded" in client.get(reverse("intake:batch", args=[batch.pk])).content.decode()


def test_batches_by_api(client: Client) -> None:
    client.post(reverse("intake:upload"), sent())
    batch = Batch.objects.get()
    (found,) = client.get("/api/v1/batches").json()["results"]
    assert (found["id"], found["source"], found["basis"], found["state"]) == (
        str(batch.pk),
        "donors",
        "contract",
        "received",
    )
    assert client.get(f"/api/v1/batches/{batch.pk}").json()["file_name"] == "people.csv"


def test_pages_do_not_ask_more_for_more_batches(client: Client, django_assert_max_num_queries: object) -> None:
    for _round in range(3):
        client.post(reverse("intake:upload"), sent())
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get(reverse("intake:batches"))
