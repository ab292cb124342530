"""``manage.py verify_erasure``: prove that an erased person is gone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from crmsocial.core.errors import DomainError
from privacy.erasure import verifying


class Command(BaseCommand):
    """Verify a manifest's signature and search every store again; each search first has to see a planted row."""

    help = "Verify an erasure's manifest and search every store again; exits 1 where something is left."

    def add_arguments(self, parser: Any) -> None:
        """A file or an id."""
        parser.add_argument("manifest", metavar="FILE|ID", help="a manifest as it was downloaded, or an erasure's id")

    def handle(self, *args: Any, **options: Any) -> None:
        """A line for each store, then one of JSON."""
        try:
            erasure = self._erasure(options["manifest"])
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(
            f"The signature fits: erasure {erasure.pk}, completed {erasure.completed_at:%Y-%m-%d %H:%M} UTC."
        )
        findings = list(verifying.search_again(erasure))
        for one in findings:
            sight = "the search sees" if one.sees else "THE SEARCH DOES NOT SEE A PLANTED ROW"
            self.stdout.write(f"{one.store}: {sight}, {one.left} left")
        wrong = [one.store for one in findings if not one.holds]
        self.stdout.write(
            json.dumps({"ok": not wrong, "erasure": str(erasure.pk), "stores": len(findings), "wrong": wrong})
        )
        if wrong:
            raise CommandError(f"{len(wrong)} stores do not prove that the person is gone: {', '.join(wrong)}.")

    def _erasure(self, named: str) -> Any:
        path = Path(named)
        if not path.exists():
            try:
                UUID(named)
            except ValueError:
                raise CommandError(f"There is no file {path}, and this is no id of an erasure.") from None
            return verifying.by_id(named)
        try:
            document = json.loads(path.read_bytes())
        except ValueError:
            raise CommandError(f"{path} is no JSON document.") from None
        return verifying.of_document(document)[1]
