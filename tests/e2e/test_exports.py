"""A fundraiser exports what a search found; a privacy admin sees who opened whom, and revokes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from crmsocial.constituents.models import Constituent
from crmsocial.core.models import User
from tests.factories.core import user_with
from tests.privacy.exports.test_download import someone

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_from_a_search_to_a_file_and_its_end(
    page: Page, sign_in: Callable[[User], None], shoot: Callable[[str], None]
) -> None:
    ana = someone("Ana Ortega")
    someone("Anabel Ortega", consents=False)
    fundraiser = user_with("fundraiser", first_name="Fay", last_name="Underhill")
    sign_in(fundraiser)
    page.goto("/constituents/?q=ortega")
    page.get_by_role("link", name="Export these").click()
    expect(page.get_by_label("People")).to_have_value("\n".join(sorted([str(ana), str(other(ana))], key=listed(page))))
    page.get_by_label("Title").fill("Autumn letter")
    page.get_by_label("Name", exact=True).check()
    page.get_by_label("Linked accounts").check()
    shoot("form")
    page.get_by_role("button", name="Make the export").click()
    expect(page.get_by_role("row").filter(has_text="Autumn letter")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    lines = download.value.path().read_text().splitlines()
    assert lines[0] == "id,name,accounts" and lines[1] == f"{ana},Ana Ortega,"
    assert "1 were left out" in lines[-1] and len(lines) == 3
    shoot("own")

    sign_in(user_with("privacy_admin"))
    page.goto("/privacy/exports/")
    shoot("all")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The export was revoked on")).to_be_visible()
    page.goto(f"/privacy/access/?person={ana}")
    expect(page.get_by_role("row").filter(has_text="download of an export")).to_contain_text("Fay Underhill")
    shoot("access")


def other(pk: object) -> object:
    return Constituent.objects.exclude(pk=pk).get().pk


def listed(page: Page) -> Callable[[str], int]:
    shown = page.get_by_label("People").input_value()
    return lambda line: shown.index(line)
