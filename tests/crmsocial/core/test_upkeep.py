"""What has ended is forgotten within the hour; what has not stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from crmsocial.core import tasks
from crmsocial.core.upkeep import forget_expired
from crmsocial.settings.schedule import BEAT_SCHEDULE
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db


def test_what_has_ended_is_forgotten() -> None:
    user = user_with("steward", "integration")
    for _ in range(2):
        Client().force_login(user)
        AuthToken.objects.create(user)
    past = timezone.now() - timedelta(seconds=5)
    Session.objects.filter(pk=Session.objects.first().pk).update(expire_date=past)  # type: ignore[union-attr]
    AuthToken.objects.filter(pk=AuthToken.objects.first().pk).update(expiry=past)
    cache.set("attempts:today", [1.0], timeout=60)
    cache.set("attempts:yesterday", [1.0], timeout=60)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_cache SET expires = %s WHERE cache_key LIKE '%%yesterday'", [past])
    assert forget_expired() == 3
    assert forget_expired() == 0
    assert (Session.objects.count(), AuthToken.objects.count()) == (1, 1)
    assert cache.get("attempts:today") == [1.0]


def test_beat_sees_to_it() -> None:
    assert BEAT_SCHEDULE["forget-expired"]["task"] == tasks.forget_expired.name
