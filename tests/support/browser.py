"""Debian's chromium for browser tests, and what is said where there is none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no chromium found; install Debian's 'chromium' or set CHROMIUM to its path"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]


def chromium() -> Path | None:
    """The browser's path, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named) if Path(named).exists() else None
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def is_required() -> bool:
    """Whether a missing browser fails the run: under CI it does."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def skip_without_chromium(items: list[pytest.Item]) -> None:
    """Skip browser tests where there is no browser, unless one is required: then they fail by themselves."""
    if chromium() is not None or is_required():
        return
    for item in items:
        if item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.skip(reason=MISSING))


def tell(reporter: pytest.TerminalReporter) -> None:
    """Say loudly, in the summary, that browser tests did not run."""
    if chromium() is not None:
        return
    reporter.section("BROWSER TESTS DID NOT RUN", sep="!", red=True, bold=True)
    reporter.line(f"{MISSING}.", red=True)
