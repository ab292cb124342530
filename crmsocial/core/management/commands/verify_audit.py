"""``manage.py verify_audit``: walk the audit chain."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crmsocial.core.audit_chain import seal, verify
from crmsocial.core.models import AuditEntry, AuditSeal


class Command(BaseCommand):
    """Say whether every audit row and seal is as it was written; name the first that is not."""

    help = "Verify the audit log's chain; exits 1 and names the first edited, removed or inserted row."

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify first, so that a flaw is never sealed over; then seal what waits."""
        flaw = verify()
        if flaw:
            where = f"audit row {flaw.entry_id}" if flaw.entry_id else f"seal {flaw.seal_id}"
            raise CommandError(f"The audit log was changed: {where}: {flaw.reason}.")
        seal()
        rows, seals = AuditEntry.objects.count(), AuditSeal.objects.count()
        self.stdout.write(f"The audit log is whole: {rows} rows under {seals} seals.")
        self.stdout.write(json.dumps({"ok": True, "rows": rows, "seals": seals}))
