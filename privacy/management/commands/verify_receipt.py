"""``manage.py verify_receipt FILE``: say whether receipts are ours, unchanged, and still in the ledger."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from privacy import receipts
from privacy.receipts.checking import Held


class Command(BaseCommand):
    """Verify a receipt, or a file of all receipts of a person."""

    help = "Verify receipts of consent; exits 1 when one is changed, of another key, or not in the ledger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The file, and the key where it is another than ours."""
        parser.add_argument("file", type=Path, help="the JSON file that was downloaded")
        parser.add_argument("--key", type=Path, help="a JSON Web Key to verify with; without one ours and the ledger")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each receipt; the first that fails is the error."""
        text = self._read(options["file"])
        key = json.loads(self._read(options["key"])) if options["key"] else None
        answers = receipts.check(text, key)
        for number, one in enumerate(answers, 1):
            if not one.valid:
                raise CommandError(f"{options['file']}, receipt {number}: {one.message}")
            if one.held not in (None, Held.HELD):
                raise CommandError(
                    f"{options['file']}, receipt {number}: signed by us, but the ledger: {one.held.value}."
                )
        where = "with the key given" if key else "and the ledger holds each"
        self.stdout.write(f"Valid: {len(answers)} receipts, unchanged since they were signed, {where}.")
        self.stdout.write(json.dumps({"ok": True, "receipts": len(answers), "ledger": key is None}))

    @staticmethod
    def _read(path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path} cannot be read: {error}.") from None
