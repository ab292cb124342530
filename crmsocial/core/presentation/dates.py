"""Moments as a distance from now, with the exact moment beside it."""

from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

MINUTE, HOUR, DAY = 60, 3600, 86400


def relative_text(moment: date | datetime, *, now: datetime | None = None) -> str:
    """How long ago, or in how long, in the largest unit that fits: "3 h ago", "in 2 days", "4 months ago".

    A date without a time is counted in whole days of the current zone.
    """
    now = now or timezone.now()
    if not isinstance(moment, datetime):
        return _days_text((timezone.localdate(now) - moment).days)
    seconds = int((now - _aware(moment)).total_seconds())
    size = abs(seconds)
    if size < MINUTE:
        return gettext("just now")
    if size < HOUR:
        return _directed(ngettext("%(n)d min", "%(n)d min", size // MINUTE) % {"n": size // MINUTE}, seconds)
    if size < DAY:
        return _directed(ngettext("%(n)d h", "%(n)d h", size // HOUR) % {"n": size // HOUR}, seconds)
    return _days_text(int(seconds / DAY))


def exact_text(moment: date | datetime) -> str:
    """The full date, and for a moment the time and its zone, in the current zone and language."""
    if not isinstance(moment, datetime):
        return date_format(moment, "DATE_FORMAT")
    local = timezone.localtime(_aware(moment))
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


def machine_text(moment: date | datetime) -> str:
    """ISO 8601 for the datetime attribute; moments in UTC."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return _aware(moment).astimezone(UTC).isoformat(timespec="seconds")


def _days_text(days: int) -> str:
    size = abs(days)
    if size == 0:
        return gettext("today")
    if size < 31:
        text = ngettext("%(n)d day", "%(n)d days", size) % {"n": size}
    elif size < 365:
        months = max(1, round(size / 30.44))
        text = ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    else:
        years = int(size / 365.25) or 1
        text = ngettext("%(n)d year", "%(n)d years", years) % {"n": years}
    return _directed(text, days)


def _directed(text: str, passed: int) -> str:
    return gettext("%(time)s ago") % {"time": text} if passed > 0 else gettext("in %(time)s") % {"time": text}


def _aware(moment: datetime) -> datetime:
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
