"""Fixtures and hooks of the whole suite; what they do stands in ``tests.support``."""

from __future__ import annotations

import pytest

from tests.support import servers
from tests.support.database import django_db_modify_db_settings, django_db_setup

__all__ = ["django_db_modify_db_settings", "django_db_setup"]


def pytest_configure(config: pytest.Config) -> None:
    servers.start(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    servers.stop(config)
