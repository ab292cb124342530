"""Template tags for the parts that every screen shares. Use: {% load ui %}."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy

from crmsocial.core.presentation import dates, difference, evidence, figures

register = template.Library()

BANDS: dict[str, Promise] = {
    "append": pgettext_lazy("band", "Append"),
    "refer": pgettext_lazy("band", "Refer"),
    "do_not_append": pgettext_lazy("band", "Do not append"),
}
VERDICTS: dict[str, Promise] = {
    "allow": pgettext_lazy("verdict", "Allow"),
    "deny": pgettext_lazy("verdict", "Deny"),
    "unknown": pgettext_lazy("verdict", "Unknown"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon of the sprite static/img/icons.svg; without a label it is hidden from screen readers."""
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', href)


@register.simple_tag
def band(value: str) -> SafeString:
    """A band of the policy (append, refer, do_not_append) as an icon and a word."""
    return format_html('<span class="band band-{}">{}{}</span>', value, icon(value), BANDS[value])


@register.inclusion_tag("components/verdict.html")
def verdict(value: Any, reason: str = "", subject: str = "") -> dict[str, Any]:
    """The gate's answer (allow, deny, unknown, in any case, or an enum of these) with its reason."""
    key = str(getattr(value, "value", value)).lower()
    return {"key": key, "word": VERDICTS[key], "reason": reason, "subject": subject}


@register.simple_tag
def probability(value: float | None, extra_class: str = "") -> SafeString:
    """A probability as whole per cent, capped at ">99 %" and "<1 %"; extra_class="figure" prints it large."""
    classes = f"probability {extra_class}".strip()
    return format_html('<span class="{}">{}</span>', classes, figures.probability_text(value))


@register.filter
def bits(value: float | None) -> str:
    """Signed bits with one decimal."""
    return figures.bits_text(value)


@register.filter
def duration(seconds: float | None) -> str:
    """A number of seconds in words."""
    return figures.seconds_text(seconds)


@register.filter
def time_left(until: datetime | None) -> str:
    """How long it is until a moment, never less than nothing."""
    return figures.seconds_text(max(0.0, (until - timezone.now()).total_seconds())) if until else ""


@register.inclusion_tag("components/evidence_bars.html")
def evidence_bars(
    rows: Iterable[Any], total: bool = True, probability: float | None = None, scale: float | None = None
) -> dict[str, Any]:
    """Bars for evidence rows (label, sentence, bits); with `total` their sum, and beside it the shown probability."""
    return {
        "drawing": evidence.draw(rows, scale=scale),
        "show_total": total,
        "probability": probability,
        "width": evidence.WIDTH,
        "height": evidence.HEIGHT,
        "centre": int(evidence.CENTRE),
        "top": (evidence.HEIGHT - evidence.THICKNESS) // 2,
        "thickness": evidence.THICKNESS,
    }


@register.simple_tag
def marked_difference(left: Any, right: Any) -> difference.Difference:
    """`{% marked_difference a b as diff %}`, then {{ diff.left }}, {{ diff.right }} and diff.same."""
    return difference.mark_difference(_text(left), _text(right))


@register.simple_tag
def initials(name: str | None, extra_class: str = "") -> SafeString:
    """A circle with the initials of a name; decoration beside the written name, so hidden from screen readers."""
    classes = f"initials {extra_class}".strip()
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, figures.initials_of(name))


@register.simple_tag
def relative_time(moment: date | datetime | None) -> SafeString:
    """How long ago, exact on hover and on focus; an en dash where there is no moment."""
    if moment is None:
        return format_html('<span class="quiet" title="{}">–</span>', gettext("no date"))
    return format_html(
        '<time class="when" datetime="{}" title="{}" tabindex="0">{}</time>',
        dates.machine_text(moment),
        dates.exact_text(moment),
        dates.relative_text(moment),
    )


@register.simple_tag
def url_or_empty(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named route, or an empty string where this installation has no such route."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag
def keycap(key: str) -> SafeString:
    """A key cap beside the control it works; screen readers hear aria-keyshortcuts instead."""
    return format_html('<kbd aria-hidden="true">{}</kbd>', key) if key else mark_safe("")


def _text(value: Any) -> str:
    return "" if value is None else str(value)
