"""Privacy's work in the background."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from crmsocial.core import jobs

from . import reasking, sweep
from .models import Notice


@jobs.handler("privacy.sweep", title=_("Ending permissions that expired"))
def sweep_expired(run: jobs.JobRun) -> None:
    """Bring permissions up to date with the clock, some at a time."""
    sweep.beside()
    if sweep.ended():
        run.again()


@jobs.handler("privacy.ask_again", title=_("Asking for consents again"))
def ask_again(run: jobs.JobRun) -> None:
    """Ask the people whose consent a new notice no longer covers, some at a time."""
    notice = Notice.objects.get(pk=run.args["notice"])
    after = reasking.ask_again(notice, after=run.args.get("after", ""))
    if after:
        run.again(args={**run.args, "after": after})
    else:
        run.finish(result={"requests": reasking.asked(notice)})
