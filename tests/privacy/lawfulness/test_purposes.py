"""The one table of who may open what."""

from __future__ import annotations

import pytest

from crmsocial.core.models import Role
from privacy.lawfulness import purposes
from privacy.models import Purpose
from privacy.rls import SYSTEM_PURPOSES
from tests.factories.core import user_with

TABLE = {
    "identity_matching": {"steward", "administrator"},
    "profile_view": {"fundraiser", "steward", "privacy_admin"},
    "contact": {"fundraiser"},
    "segmentation": {"fundraiser"},
    "prospect_research": {"fundraiser"},
    "export": {"fundraiser", "privacy_admin", "integration"},
    "intake": set(),
    "erasure": set(),
    "upkeep": set(),
}


def test_every_purpose_has_a_row() -> None:
    assert set(purposes.MAY_OPEN) == {*Purpose.values, *SYSTEM_PURPOSES} == set(TABLE)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_the_table(role: str) -> None:
    user = user_with(role)
    assert {name for name in TABLE if purposes.may_open(name, user)} == {name for name in TABLE if role in TABLE[name]}


def test_the_system_may_open_what_exists() -> None:
    assert all(purposes.may_open(name, None) for name in TABLE)
    assert not purposes.may_open("curiosity", None)


@pytest.mark.django_db
def test_somebody_who_left_may_open_nothing() -> None:
    user = user_with("steward", is_active=False)
    with pytest.raises(purposes.PurposeRefused, match="Finding whose account"):
        purposes.require("identity_matching", user)
