"""Privacy's work in the background."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crmsocial.core import jobs

from . import sweep


@jobs.handler("privacy.sweep", title=_("Ending permissions that expired"))
def sweep_expired(run: jobs.JobRun) -> None:
    """Bring permissions up to date with the clock, some at a time."""
    sweep.beside()
    if sweep.ended():
        run.again()
