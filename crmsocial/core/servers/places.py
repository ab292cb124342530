"""Where a copy of crmsocial keeps its servers' files, and the addresses that follow from it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

PROJECT = Path(__file__).resolve().parents[3]
OWNER_ROLE = "crmsocial_owner"
APPLICATION_ROLE = "crmsocial_app"
DATABASE = "crmsocial"


@dataclass(frozen=True)
class Place:
    """One set of servers: the folder ``var`` that holds their files.

    Two copies of the project in two folders are two places and never meet, because the folder of the
    sockets is named after the user and a hash of the path.
    """

    var: Path

    @classmethod
    def of_project(cls) -> Place:
        """The place of this copy: ``var/`` beside manage.py, or ``CRMSOCIAL_VAR`` where that is set."""
        return cls(Path(os.environ.get("CRMSOCIAL_VAR") or PROJECT / "var").resolve())

    @classmethod
    def for_tests(cls) -> Place:
        """The place of the test suite's own servers."""
        return cls(cls.of_project().var / "test")

    @cached_property
    def sockets(self) -> Path:
        """Short folder for the sockets; a socket's path may not exceed about 100 bytes."""
        digest = hashlib.sha256(os.fsencode(self.var)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"crmsocial-{os.getuid()}-{digest}"

    @property
    def postgres_data(self) -> Path:
        """PostgreSQL's data directory."""
        return self.var / "postgres"

    @property
    def valkey_data(self) -> Path:
        """Folder of Valkey's append-only file."""
        return self.var / "valkey"

    @property
    def logs(self) -> Path:
        """Folder of the servers' own logs."""
        return self.var / "log"

    @property
    def lock(self) -> Path:
        """File held by whoever owns the servers."""
        return self.var / ".lock"

    @property
    def valkey_socket(self) -> Path:
        """Valkey's socket."""
        return self.sockets / "valkey.sock"

    def database_url(self, role: str = APPLICATION_ROLE, database: str = DATABASE) -> str:
        """Address of a local database for one login, such as ``postgres://crmsocial_app@%2Ftmp%2F.../crmsocial``."""
        return f"postgres://{role}@{quote(str(self.sockets), safe='')}/{database}"

    @property
    def redis_url(self) -> str:
        """Address of the local Valkey, database 0."""
        return f"unix://{quote(str(self.valkey_socket))}?db=0"

    def environment(self) -> dict[str, str]:
        """The variables by which programs are told to use these servers."""
        return {
            "DATABASE_URL": self.database_url(),
            "DATABASE_OWNER_URL": self.database_url(OWNER_ROLE),
            "REDIS_URL": self.redis_url,
        }
