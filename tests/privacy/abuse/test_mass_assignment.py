"""Fields that a form does not show are not set by sending them. The API refuses them by name, see ``api``."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from privacy.models import ConsentEvent
from tests.factories.core import user_with
from tests.privacy.factories import constituent

pytestmark = pytest.mark.django_db


def test_a_form_sets_no_field_that_it_does_not_show(client: Client) -> None:
    """A consent's own fields are the ledger's to set, whatever a form is made to send."""
    who, other = constituent(), constituent()
    admin = user_with("privacy_admin")
    client.force_login(admin)
    said = f"{timezone.localtime() - timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    sent = {
        "state": "ConsentGiven", "method": "form", "proof": "Form 9", "event_time": said,
        "key": "0199aaaa-0000-7000-8000-000000000002", "constituent_id": str(other), "constituent": str(other),
        "account_hash": "00", "recorded_at": "2001-01-01T00:00", "actor": "999", "actor_id": "999", "row_hash": "00",
        "basis": "public", "jurisdiction": "US", "idempotency_key": "mine", "id": str(other), "notice_id": str(other),
    }  # fmt: skip
    assert client.post(f"/privacy/constituents/{who}/record/", sent).status_code == 302
    event = ConsentEvent.objects.get()
    assert (event.constituent_id, event.actor_id, event.basis, event.jurisdiction) == (who, admin.pk, "consent", "")
    assert event.account_hash is None and event.recorded_at.year > 2001 and event.idempotency_key != "mine"
    assert event.pk != other and event.notice_id != other
