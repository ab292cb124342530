"""``manage.py rebuild_index``: build the index of constituents anew, beside the one that is read."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import CommandError, CommandParser

from crmsocial.core.errors import DomainError
from crmsocial.core.management.ready import ReadyCommand
from crmsocial.core.models import Job, JobState
from matching import inline
from matching.index import rebuild

_PAUSE = 0.5


class Command(ReadyCommand):
    """Build the index anew as a job; look-ups go on meanwhile. The last line of the output is one line of JSON."""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to wait."""
        parser.add_argument(
            "--wait", action="store_true", help="wait for the end; without a live worker the work is done here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the job; wait and report if asked."""
        began = time.monotonic()
        try:
            job = rebuild.start(actor=None)
        except DomainError as error:
            raise CommandError(error.message) from error
        if options["wait"]:
            job = self._wait(job)
        result = {"job": str(job.pk), "state": job.state, **(job.result or {})}
        self.stdout.write(json.dumps(result | {"waited": round(time.monotonic() - began, 2)}))
        if job.state in (JobState.QUARANTINED, JobState.CANCELLED):
            raise CommandError(job.error or f"The work was {job.state}.")

    def _wait(self, job: Job) -> Job:
        if not inline.workers_alive():
            self.stderr.write("No worker is running, so the work is done here.")
            return inline.work_off(job.pk, tell=lambda _job: None)
        while (job := Job.objects.get(pk=job.pk)).is_open:
            time.sleep(_PAUSE)
        return job
