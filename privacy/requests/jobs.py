"""Once a day: who deals with what is due soon is reminded by e-mail, where the organisation wants that."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from crmsocial.core import jobs

from . import reminders


@jobs.handler("privacy.remind", title=_("Reminding of requests that are due"))
def remind(run: jobs.JobRun) -> None:
    """Send the day's reminders; one assignee at a time, so that a call that is done again repeats one at most."""
    told = list(run.args.get("told", []))
    if not settings.REQUEST_REMINDERS:
        return run.finish(result={"reminded": 0})
    for user_id in reminders.assignees():
        if user_id not in told:
            reminders.remind(user_id=user_id)
            told.append(user_id)
            return run.again(args={**run.args, "told": told})
    return run.finish(result={"reminded": len(told)})
