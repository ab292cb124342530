"""Notices: what people are told, version by version. A published version never changes; the newest is in force."""

from .selectors import in_force
from .services import approve, discard, draft, draft_copy, edit, publish, send_back, submit

__all__ = ["approve", "discard", "draft", "draft_copy", "edit", "in_force", "publish", "send_back", "submit"]
