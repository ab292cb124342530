"""``manage.py load_demo``: the fictional organisation and the real public-domain handles."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import translation

from crmsocial.constituents.models import Constituent
from crmsocial.core.management.ready import ReadyCommand
from crmsocial.demo.load import Progress, load, progress


class Command(ReadyCommand):
    """Load the demo into an empty database."""

    help = "Load the demo: a fictional performing-arts organisation and published handles of the US Congress (CC0)."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--if-empty`` makes a filled database no error."""
        parser.add_argument("--if-empty", action="store_true", help="do nothing where constituents are known already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, saying each step."""
        before = progress()
        if before == Progress.LOADED or (before == Progress.NOT_BEGUN and Constituent.objects.exists()):
            if options["if_empty"]:
                return
            raise CommandError("There are constituents already; the demo is loaded into an empty database only.")
        with translation.override("en"):
            counts = load(lambda step: self.stdout.write(f"demo: {step}"))
        self.stdout.write(json.dumps(counts))
