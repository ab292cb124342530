"""A deployment says what it lacks, and passes Django's own deployment check once it lacks nothing."""

from __future__ import annotations

import os
import subprocess
import sys

from crmsocial.core.servers.places import PROJECT

COMPLETE = {
    "SECRET_KEY": "a-long-random-key-for-this-test-only-0123456789-abcdefghijklmnop",
    "KEYED_HASH_KEY": "another-key",
    "SIGNING_KEY": "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMDE=",
    "SUPPRESSION_KEYS": "1:a-third-key",
    "ERASURE_JOURNAL": "/srv/crm/erasures.jsonl",
    "ALLOWED_HOSTS": "crm.example.org",
    "DATABASE_URL": "postgres://app:pw@db.example.org/crm",
    "REDIS_URL": "redis://broker.example.org:6379/0",
}


def check(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", "--tag", "security"],
        cwd=PROJECT,
        env=kept | {"DJANGO_SETTINGS_MODULE": "crmsocial.settings.production"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_complete_environment_passes_the_deployment_check() -> None:
    answer = check(COMPLETE)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_missing_secret_is_named() -> None:
    answer = check({name: value for name, value in COMPLETE.items() if name != "KEYED_HASH_KEY"})
    assert answer.returncode != 0
    assert "Set the environment variable KEYED_HASH_KEY." in answer.stderr
