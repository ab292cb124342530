"""Forgetting what has ended: sessions, API tokens, and the counts of sign-in attempts, which hold network addresses."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from knox.models import AuthToken


def forget_expired() -> int:
    """Delete what opens nothing and counts nothing any more; returns how many rows. May be repeated at any point."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        gone = Session.objects.filter(expire_date__lt=now).delete()[0]
        gone += AuthToken.objects.filter(expiry__lt=now).delete()[0]
        # Django's database cache deletes a row that has expired only when it is asked for, or when there are too many.
        cursor.execute("DELETE FROM core_cache WHERE expires < %s", [now])
        return gone + int(cursor.rowcount)
