"""Privacy's work in the background."""

from __future__ import annotations

from time import monotonic

from django.utils.translation import gettext_lazy as _

from crmsocial.core import jobs

from .models import Notice
from .notices import reasking
from .projecting import nightly, sweep

#: A call of the night's work goes on for so long.
_SECONDS = 8


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


@jobs.handler("privacy.replay", title=_("Comparing permissions with the ledger"))
def replay_ledger(run: jobs.JobRun) -> None:
    """Compare the projection with replay, and the ledger with its hashes, for some seconds a call."""
    state, ends = {"run": str(run.job_id), **run.args}, monotonic() + _SECONDS
    while monotonic() < ends:
        state = nightly.step(state)
        if not state["part"]:
            run.finish(result=state["counts"])
            return
        run.progress()
    run.again(args=state)
