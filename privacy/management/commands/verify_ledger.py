"""``manage.py verify_ledger``: walk the consent ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy.consent.ledger_check import Checked, check_removed, check_rows


class Command(BaseCommand):
    """Say whether every row of the consent ledger is as it was written; name the first that is not."""

    help = "Verify the consent ledger against its hashes and the audit log; exits 1 and names the first altered row."

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk the rows in their order, then what the audit log says of rows."""
        rows = self._walk(check_rows)
        self._walk(check_removed)
        self.stdout.write(f"The consent ledger is whole: {rows} rows.")
        self.stdout.write(json.dumps({"ok": True, "rows": rows}))

    def _walk(self, check: Callable[[str], Checked]) -> int:
        after, rows = "", 0
        while True:
            done = check(after)
            rows += done.rows
            if done.flaws:
                flaw = done.flaws[0]
                raise CommandError(f"The consent ledger was changed: event {flaw.event_id}: {flaw.reason}.")
            if done.last is None:
                return rows
            after = done.last
