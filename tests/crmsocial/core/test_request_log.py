"""What people type into a search is in no log."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.factories.core import user_with


@pytest.mark.django_db
def test_the_query_of_a_request_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    client = Client()
    client.force_login(user_with("fundraiser"))
    client.get("/constituents/", {"q": "catherine.ortega@example.org"})
    printed = " ".join(str(record.msg) for record in caplog.records)
    assert "GET /constituents/" in printed
    assert "catherine" not in printed
