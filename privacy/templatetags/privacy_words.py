"""Words of verdicts for privacy's pages."""

from __future__ import annotations

from django import template

from crmsocial.core.templatetags.ui import VERDICTS

from ..judging.remedies import who_can_permit as remedy
from ..judging.verdicts import Verdict
from ..reaching.contact import CHANNELS

register = template.Library()

#: Codes of a no that the person said themselves; saying it again changes nothing.
_SAID_NO = frozenset({"withdrawn", "refused", "objected"})


@register.simple_tag
def outcome_word(verdict: Verdict) -> str:
    """Allow, deny or unknown, in the page's language."""
    return str(VERDICTS[verdict.outcome.value])


@register.simple_tag
def who_can_permit(verdict: Verdict) -> str:
    """Who can turn this denial into a permission."""
    return remedy(verdict.code)


@register.simple_tag
def channel_word(name: str) -> str:
    """A channel of contact, in the page's language."""
    return str(CHANNELS[name])


@register.filter
def said_no(verdict: Verdict) -> bool:
    """Whether the person said no to it already."""
    return verdict.code in _SAID_NO
