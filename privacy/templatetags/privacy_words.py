"""Words of verdicts for privacy's pages."""

from __future__ import annotations

from django import template

from crmsocial.constituents.models import SourceKind
from crmsocial.core.templatetags.ui import VERDICTS

from ..holds import in_words
from ..judging.remedies import who_can_permit as remedy
from ..judging.verdicts import Verdict
from ..reaching.contact import CHANNELS
from ..screens.person_state import SAID_NO

register = template.Library()


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
def hold_ground(code: str) -> str:
    """The ground of a hold as the law calls it."""
    return str(in_words(code))


@register.filter
def source_kind(code: str) -> str:
    """What kind of source an account came from, in the page's language."""
    return str(SourceKind(code).label) if code in SourceKind.values else code


@register.filter
def said_no(verdict: Verdict) -> bool:
    """Whether the person said no to it already."""
    return verdict.code in SAID_NO
