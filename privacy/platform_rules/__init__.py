"""One file a platform: its terms in words, where and when they were read, and the rule as a pure function.

A platform without a file is denied everything.
"""

from __future__ import annotations

from . import bluesky, linkedin, mastodon, meta, x, youtube
from .base import Facts, Modes, OptionalMode, PlatformRule
from .keeping import Keep, Since

RULES: dict[str, PlatformRule] = {
    rule.platform: rule
    for rule in (x.RULE, meta.FACEBOOK, meta.INSTAGRAM, linkedin.RULE, youtube.RULE, mastodon.RULE, bluesky.RULE)
}
LOOK_FOR_PLATFORMS: tuple[str, ...] = tuple(rule.platform for rule in RULES.values() if rule.may_look_for)

__all__ = ["LOOK_FOR_PLATFORMS", "RULES", "Facts", "Keep", "Modes", "OptionalMode", "PlatformRule", "Since"]
