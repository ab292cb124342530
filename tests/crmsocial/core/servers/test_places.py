"""Where a copy keeps its servers follows from its folder alone."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from crmsocial.core.servers.places import OWNER_ROLE, Place
from crmsocial.settings import environment as env

FOLDERS = st.text(st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1, max_size=80).map(
    lambda name: Path("/home") / name / "var"
)


@given(one=FOLDERS, other=FOLDERS)
def test_two_folders_are_two_places(one: Path, other: Path) -> None:
    assert (Place(one).sockets == Place(other).sockets) == (one == other)


@given(folder=FOLDERS)
def test_socket_paths_stay_below_the_kernels_limit(folder: Path) -> None:
    place = Place(folder)
    assert len(bytes(place.sockets / ".s.PGSQL.5432.lock")) < 100
    assert len(bytes(place.valkey_socket)) < 100


def test_addresses_lead_back_to_the_sockets() -> None:
    place = Place(Path("/home/Some One/var"))
    login = env.database(place.environment()["DATABASE_OWNER_URL"])
    assert (login["HOST"], login["USER"]) == (str(place.sockets), OWNER_ROLE)
    assert env.database(place.environment()["DATABASE_URL"])["USER"] != OWNER_ROLE
    assert env.redis_index(place.redis_url) == 0
