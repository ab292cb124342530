"""The demo's people are made up, the same ones each time, and belong to nobody."""

from __future__ import annotations

import csv
import gzip
import re
from datetime import date
from uuid import UUID, uuid4

import pytest

from crmsocial.demo import files
from crmsocial.demo.duplicates import _Groups
from crmsocial.demo.fiction.history import STATES
from crmsocial.demo.load import DATA

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def fiction() -> files.Fiction:
    return files.make_up(TODAY)


def test_it_is_the_same_each_time(fiction: files.Fiction) -> None:
    assert files.make_up(TODAY).files == fiction.files


def test_addresses_and_numbers_are_kept_for_fiction(fiction: files.Fiction) -> None:
    for person in fiction.everyone:
        assert re.search(r"@(\w+\.example|example\.(org|net))$", person.email), person.email
        assert re.fullmatch(r"\+1\d{3}55501\d\d", person.phone), person.phone


def test_sources_overlap(fiction: files.Fiction) -> None:
    known = [len(person.sources) for person in fiction.everyone]
    assert min(known) == 1
    assert sum(count > 1 for count in known) > len(known) / 3


def test_every_state_of_consent_is_there(fiction: files.Fiction) -> None:
    rows = fiction.files["account-consents-spring.csv"] + fiction.files["account-consents-autumn.csv"]
    assert {row["state"] for row in rows} == set(STATES)


def test_both_deliveries_have_accounts_of_nobody(fiction: files.Fiction) -> None:
    strangers = {one.persona_id for one in fiction.accounts if one.person is None}
    for season in ("spring", "autumn"):
        assert strangers & {row["persona_id"] for row in fiction.files[f"followers-{season}.csv"]}


def test_the_real_part_holds_handles_only() -> None:
    with gzip.open(DATA / "congress_personas.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 735
    assert set(rows[0]) == {"persona_id", "platform", "username", "platform_user_id", "snapshot"}


def test_two_rows_of_one_source_are_never_one_person() -> None:
    father, son, caller = (uuid4() for _ in range(3))
    sources: dict[UUID, int] = {father: 1, son: 1, caller: 2}
    groups = _Groups(sources)
    groups.join(father, son)
    groups.join(son, caller)
    groups.join(caller, father)
    assert groups.of_several() == [sorted([son, caller])]
