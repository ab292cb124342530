"""One machine: the launcher's servers unless the environment names others, and secrets kept in ``var/``."""

from __future__ import annotations

import logging
import sys

from crmsocial.core.servers.places import OWNER_ROLE, Place
from crmsocial.core.servers.secrets import local_secret
from crmsocial.settings import environment as env
from crmsocial.settings.base import *  # noqa: F403
from crmsocial.settings.base import databases

_PLACE = Place.of_project()

# The development server is for work on the code: styles come from the tree, uncollected, and changes show at once.
DEBUG = env.flag("DEBUG", sys.argv[1:2] == ["runserver"])
SECRET_KEY = env.text("SECRET_KEY", "") or local_secret(_PLACE.var, "secret_key")
KEYED_HASH_KEY = env.text("KEYED_HASH_KEY", "") or local_secret(_PLACE.var, "keyed_hash_key")
SIGNING_KEY = env.text("SIGNING_KEY", "") or local_secret(_PLACE.var, "signing_key")
SUPPRESSION_KEYS = env.keys("SUPPRESSION_KEYS", "") or {"1": local_secret(_PLACE.var, "suppression_key")}
ERASURE_JOURNAL = env.text("ERASURE_JOURNAL", str(_PLACE.var / "erasures" / "journal.jsonl"))
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")

DATABASE_URL = env.text("DATABASE_URL", _PLACE.database_url())
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL", "")
if not DATABASE_OWNER_URL and _PLACE.database_url() == DATABASE_URL:
    DATABASE_OWNER_URL = _PLACE.database_url(OWNER_ROLE)
elif not DATABASE_OWNER_URL:
    # One address names the owner. Row-level security does not hold owners, so `migrate` makes the other login.
    DATABASE_OWNER_URL = DATABASE_URL
    DATABASE_URL = env.application_url(DATABASE_OWNER_URL, local_secret(_PLACE.var, "database_password"))
DATABASES = databases(DATABASE_URL)

REDIS_URL = env.text("REDIS_URL", _PLACE.redis_url)
CELERY_BROKER_URL = env.broker(REDIS_URL)

STATIC_ROOT = env.text("STATIC_ROOT", str(_PLACE.var / "static"))
MEDIA_ROOT = _PLACE.var / "media"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = _PLACE.var / "mail"

# One readable log: jobs tell what they do, and tasks that go well every few seconds need no line.
DJANGO_STRUCTLOG_CELERY_TASK_SUCCESS_LOG_LEVEL = logging.DEBUG
