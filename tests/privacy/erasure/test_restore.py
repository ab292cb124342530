"""A backup is really restored: the erased are back in the raw database, and gone again before anything is served."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from crmsocial.constituents.models import Constituent, SourceRecord
from crmsocial.core import jobs
from crmsocial.core.models import Job
from crmsocial.core.servers.places import Place
from crmsocial.core.servers.postgres import BINARIES, SUPERUSER
from privacy.erasure import guard
from privacy.erasure.journal_reading import reader
from privacy.models import Erasure, ErasureState, Suppression
from tests.crmsocial.intake.files import load
from tests.support.database import cleaner

from .people import PEOPLE, erase, town

pytestmark = pytest.mark.django_db(transaction=True)


class Backups:
    """pg_dump and pg_restore of the test's own database, as an operator runs them."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "yesterday.dump"
        self.database = connection.settings_dict["NAME"]

    def make(self) -> None:
        self._run(
            "pg_dump",
            "--format=custom",
            "--compress=0",
            "--exclude-schema=test_seed",
            f"--file={self.file}",
            self.database,
        )

    def bring_back(self) -> None:
        """Restore it in place of what is there."""
        connection.close()
        cleaner.close()
        with self._server() as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()",
                [self.database],
            )
        self._run("pg_restore", "--clean", "--if-exists", "--dbname", self.database, str(self.file))

    def _run(self, program: str, *arguments: str) -> None:
        place = Place.for_tests()
        command = [str(BINARIES / program), "-h", str(place.sockets), "-U", SUPERUSER, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]

    def _server(self):  # type: ignore[no-untyped-def]
        import psycopg

        return psycopg.connect(host=str(Place.for_tests().sockets), user=SUPERUSER, dbname="postgres", autocommit=True)


@pytest.fixture
def backups(tmp_path: Path) -> Iterator[Backups]:
    yield Backups(tmp_path)


def test_a_restored_backup_brings_nobody_back(backups: Backups, tmp_path: Path) -> None:
    ana, ben = town(tmp_path)
    backups.make()
    erasure = erase(ana)
    assert erasure.state == ErasureState.COMPLETE
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(erasure.manifest))
    client = Client()
    assert client.get("/accounts/login/").status_code == 200

    backups.bring_back()
    assert SourceRecord.objects.filter(identity_id=ana.identity_id).exists(), "she is back in the raw database"
    assert not Erasure.objects.exists() and not Suppression.objects.exists()

    # Nothing is served and nothing is worked on until the journal was replayed; the health check says why.
    guard.forget()
    answer = client.get("/accounts/login/")
    assert answer.status_code == 503 and b"older than the journal" in answer.content
    assert client.get("/api/v1/jobs").json()["status"] == 503
    assert client.get("/healthz").json()["checks"]["readiness"]["ok"] is False
    job = jobs.enqueue(kind="privacy.sweep", unique_key="privacy.sweep", args={})
    assert jobs.work(job.pk) == "not_due"
    with pytest.raises(CommandError, match="1 of 1 erasures"):
        call_command("replay_erasures", check=True)

    told = StringIO()
    call_command("replay_erasures", stdout=told)
    assert json.loads(told.getvalue().splitlines()[-1]) == {"journal": 1, "replayed": 1, "blocked": 0}
    again = Erasure.objects.get()
    assert (again.pk, again.origin, again.state) == (erasure.pk, "replay", ErasureState.COMPLETE)
    assert Constituent.objects.get(pk=ana.constituent_id).state == "erased"
    assert not SourceRecord.objects.filter(identity_id=ana.identity_id).exists()
    assert SourceRecord.objects.filter(identity_id=ben.identity_id).exists()
    assert client.get("/accounts/login/").status_code == 200
    assert jobs.work(Job.objects.get(pk=job.pk).pk) == "done"
    call_command("verify_erasure", str(manifest), stdout=told)
    assert json.loads(told.getvalue().splitlines()[-1])["ok"] is True
    assert (batch := load(tmp_path / "people.csv")).rows_suppressed == 1 and batch.rows_unchanged == len(PEOPLE) - 2
    call_command("replay_erasures", check=True)
    assert sum(entry.complete for entry in reader().entries().values()) == 1
