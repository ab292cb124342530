"""On one machine, debug pages are for the development server alone, unless somebody asks for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crmsocial.core.servers.places import PROJECT


@pytest.mark.parametrize(
    ("command", "asked", "debug"),
    [("runserver", "", True), ("check", "", False), ("runserver", "no", False), ("check", "yes", True)],
)
def test_debug_pages_are_for_the_development_server(tmp_path: Path, command: str, asked: str, debug: bool) -> None:
    show = "from crmsocial.settings import local; print(local.DEBUG)"
    answer = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.argv = ['manage.py', {command!r}]; {show}"],
        cwd=PROJECT,
        env=os.environ | {"CRMSOCIAL_VAR": str(tmp_path), "DEBUG": asked},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == str(debug)
