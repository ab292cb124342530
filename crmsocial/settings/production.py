"""A deployment: everything from the environment, HTTPS only, JSON logs."""

from __future__ import annotations

from crmsocial.settings import environment as env
from crmsocial.settings.base import *  # noqa: F403
from crmsocial.settings.base import BASE_DIR, databases
from crmsocial.settings.logs import configure_structlog, logging_for

SECRET_KEY = env.text("SECRET_KEY")
KEYED_HASH_KEY = env.text("KEYED_HASH_KEY")
SIGNING_KEY = env.text("SIGNING_KEY")
SUPPRESSION_KEYS = env.keys("SUPPRESSION_KEYS")
# Keep it where a restored database does not bring back an older one.
ERASURE_JOURNAL = env.text("ERASURE_JOURNAL")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

DATABASE_URL = env.text("DATABASE_URL")
# Only `migrate` needs it; the processes that serve should run without.
DATABASE_OWNER_URL = env.text("DATABASE_OWNER_URL", "")
DATABASES = databases(DATABASE_URL)

REDIS_URL = env.text("REDIS_URL")
CELERY_BROKER_URL = env.broker(REDIS_URL)

STATIC_ROOT = env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))
MEDIA_ROOT = env.text("MEDIA_ROOT", str(BASE_DIR / "var" / "media"))
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "crmsocial@localhost")

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
# The health check is called inside the network, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31536000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True

LOGGING = logging_for(json_lines=True)
configure_structlog(json_lines=True)
