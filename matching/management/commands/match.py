"""``manage.py match``: start a match run and, if asked, wait for it."""

from __future__ import annotations

import json
import sys
import time
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser

from crmsocial.core.errors import DomainError
from crmsocial.core.management.ready import ReadyCommand
from crmsocial.core.models import Job
from matching import inline, services
from matching.models import MatchRun, RunState
from matching.summary import sentences

_PAUSE = 0.5


class Command(ReadyCommand):
    """Compare accounts with constituents, as far as permitted. The last line of the output is one line of JSON."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """What to compare, and whether to wait."""
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument("--full", action="store_true", help="compare every permitted account (the default)")
        scope.add_argument("--since", type=UUID, metavar="BATCH", help="only what this import batch brought or changed")
        parser.add_argument(
            "--wait", action="store_true", help="wait for the end; without a live worker the work is done here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the run; wait and report if asked."""
        began = time.monotonic()
        try:
            run = services.start_run(actor=None, since_batch=options["since"])
        except DomainError as error:
            raise CommandError(error.message) from error
        if options["wait"]:
            self._wait(run)
        run.refresh_from_db()
        self._sentences(run)
        result = {"run": str(run.pk), "state": run.state, **run.summary, "waited": round(time.monotonic() - began, 2)}
        self.stdout.write(json.dumps(result, ensure_ascii=False))
        if run.state in (RunState.FAILED, RunState.CANCELLED):
            raise CommandError(run.summary.get("error") or f"The match run was {run.state}.")

    def _wait(self, run: MatchRun) -> None:
        assert run.job_id is not None
        if inline.workers_alive():
            while (job := Job.objects.get(pk=run.job_id)).is_open:
                self._progress(job)
                time.sleep(_PAUSE)
        else:
            self.stderr.write(
                "No worker is running, so the work is done here. Start one to share it: celery -A crmsocial worker"
            )
            inline.work_off(run.job_id, tell=self._progress)

    def _progress(self, job: Job) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"\r{job.message} {job.done:,} / {job.total or 0:,}", ending="")

    def _sentences(self, run: MatchRun) -> None:
        for sentence in sentences(run):
            self.stdout.write(sentence)
