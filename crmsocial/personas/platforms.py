"""What people and exports call the networks, and how a handle is compared."""

from __future__ import annotations

from .models import Platform

#: other names, case-folded → platform
SYNONYMS: dict[str, str] = {
    "twitter": Platform.X,
    "twitter.com": Platform.X,
    "x.com": Platform.X,
    "x/twitter": Platform.X,
    "x (twitter)": Platform.X,
    "fb": Platform.FACEBOOK,
    "facebook.com": Platform.FACEBOOK,
    "ig": Platform.INSTAGRAM,
    "insta": Platform.INSTAGRAM,
    "instagram.com": Platform.INSTAGRAM,
    "linked in": Platform.LINKEDIN,
    "linkedin.com": Platform.LINKEDIN,
    "yt": Platform.YOUTUBE,
    "youtube.com": Platform.YOUTUBE,
    "bsky": Platform.BLUESKY,
    "bsky.app": Platform.BLUESKY,
    "fediverse": Platform.MASTODON,
}


def handle_key(handle: str) -> str:
    """The form in which two spellings of one handle are equal: no leading @, case-folded."""
    return handle.strip().lstrip("@").casefold()
