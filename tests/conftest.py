"""Fixtures and hooks of the whole suite; what they do stands in ``tests.support``."""

from __future__ import annotations

import pytest

from tests.support import browser, servers
from tests.support.database import django_db_modify_db_settings, django_db_setup
from tests.support.erasures import no_journal_from_another_test
from tests.support.worker import celery_worker, celery_worker_process

__all__ = [
    "celery_worker",
    "celery_worker_process",
    "django_db_modify_db_settings",
    "django_db_setup",
    "no_journal_from_another_test",
]


def pytest_configure(config: pytest.Config) -> None:
    servers.start(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    servers.stop(config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    browser.skip_without_chromium(items)
    # Playwright leaves an event loop running in its thread, where Django then refuses to run asynchronous views.
    items.sort(key=lambda item: "/e2e/" in item.path.as_posix())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    browser.tell(terminalreporter)
