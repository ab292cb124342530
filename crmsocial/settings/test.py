"""The test suite: real servers of its own under ``var/test``, one database and one broker per test process."""

from __future__ import annotations

import os

from crmsocial.core.servers.places import OWNER_ROLE, Place
from crmsocial.settings import environment as env
from crmsocial.settings.base import *  # noqa: F403
from crmsocial.settings.base import STORAGES, databases

_PLACE = Place.for_tests()
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
_NUMBER = int(_WORKER.removeprefix("gw") or 0) if _WORKER else 0

SECRET_KEY = "only-for-tests"
KEYED_HASH_KEY = "only-for-tests"
SIGNING_KEY = "b25seS1mb3ItdGVzdHMtb25seS1mb3ItdGVzdHMtMDE="
SUPPRESSION_KEYS = {"1": "only-for-tests"}
META_APP_SECRET = "appsecret"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]

# A worker started by a test is told the test database's name by TEST_DATABASE_NAME.
DATABASE_URL = _PLACE.database_url(database=os.environ.get("TEST_DATABASE_NAME", "crmsocial"))
DATABASE_OWNER_URL = _PLACE.database_url(OWNER_ROLE)
DATABASES = databases(DATABASE_URL)
DATABASES["default"]["CONN_MAX_AGE"] = 0

REDIS_URL = env.redis_database(_PLACE.redis_url, int(os.environ.get("TEST_REDIS_DATABASE", 2 * _NUMBER)))
CELERY_BROKER_URL = env.broker(REDIS_URL)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT = _PLACE.var / "static"
ERASURE_JOURNAL = str(_PLACE.var / "erasures" / f"{_WORKER or 'main'}.jsonl")
MEDIA_ROOT = _PLACE.var / "media" / (_WORKER or "main")
ACCOUNT_RATE_LIMITS = False
