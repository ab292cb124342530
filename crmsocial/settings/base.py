"""What every installation has in common. Values that differ come from the environment: see docs/operations.md."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from bootstrap_wrapper import get_bootstrap_dir
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from crmsocial.settings import environment as env
from crmsocial.settings.logs import configure_structlog, logging_for
from crmsocial.settings.schedule import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parents[2]

DEBUG = False
ALLOWED_HOSTS: list[str] = []

# --- who runs it
ORGANISATION_NAME = env.text("ORGANISATION_NAME", "Harbour Lights Performing Arts")
ORGANISATION_TIME_ZONE = env.text("ORGANISATION_TIME_ZONE", "America/New_York")
ORGANISATION_COUNTRY = env.text("ORGANISATION_COUNTRY", "US")
ORGANISATION_CURRENCY = env.text("ORGANISATION_CURRENCY", "USD")

# --- privacy
#: People younger than this are minors: their data is used only with a guardian's consent.
AGE_OF_MAJORITY = env.number("AGE_OF_MAJORITY", 18)
#: Where people find this site, and whom they turn to: both stand in receipts of consent and in notices.
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}").rstrip("/")
ORGANISATION_ADDRESS = env.text("ORGANISATION_ADDRESS", "1 Lighthouse Pier, Example Harbor")
PRIVACY_CONTACT = env.text("PRIVACY_CONTACT", "privacy@harbourlights.example")
#: The authority that people may complain to; empty where the law names none.
PRIVACY_AUTHORITY = env.text("PRIVACY_AUTHORITY", "")
#: Whether those who deal with requests are reminded by e-mail, once a day, of what is due within a week.
REQUEST_REMINDERS = env.flag("REQUEST_REMINDERS", False)
#: Secret of the Meta app whose callbacks are received; without one they are refused.
META_APP_SECRET = env.text("META_APP_SECRET", "")
#: A callback that was signed longer ago is refused. Meta repeats one that was not answered.
META_CALLBACK_DAYS = env.number("META_CALLBACK_DAYS", 7)

# --- language and time: UTC is stored, the organisation's zone is shown
LANGUAGE_CODE = env.text("LANGUAGE_CODE", "en")
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = ORGANISATION_TIME_ZONE

# --- apps, lowest layer first
PROJECT_APPS = [
    "crmsocial.core",
    "crmsocial.constituents",
    "privacy",
    "crmsocial.personas",
    "crmsocial.identity",
    "crmsocial.consolidation",
    "crmsocial.intake",
    "matching",
    "review",
    "crmsocial.lookup",
    "crmsocial.demo",
]
INSTALLED_APPS = [
    *PROJECT_APPS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "health_check",
    "knox",
    "rest_framework",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "crmsocial.core.middleware.unavailable.DatabaseUnavailableMiddleware",
    "crmsocial.core.middleware.readiness.ReadinessMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crmsocial.core.middleware.private.PrivateMiddleware",
    "crmsocial.core.middleware.request_log.PathOnlyRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crmsocial.core.middleware.errors.DomainErrorMiddleware",
]
ROOT_URLCONF = "crmsocial.urls"
WSGI_APPLICATION = "crmsocial.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "crmsocial.core.navigation.navigation",
                "crmsocial.core.context.organisation",
            ],
        },
    },
]

# --- static files, none of them from elsewhere
STATIC_URL = "static/"
STATICFILES_DIRS: list[Any] = [BASE_DIR / "static", ("bootstrap", get_bootstrap_dir())]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # What all workers of a match run read; below MEDIA_ROOT, but for the server's own user alone.
    "matching": {"BACKEND": "matching.storage.PrivateStorage"},
}

# --- sign-in: by e-mail through allauth, the admin site included; staff accounts are made by administrators
AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "crmsocial.core.accounts.StaffAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_TOTP_ISSUER = ORGANISATION_NAME
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

# --- cache: counts of sign-in attempts and one-time codes that were used. It lies in the database, because people must
# be able to sign in while the broker is away, and attempts must be counted then as well.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # Beyond this, rows that have expired go first. Too few, and guessing many names would push the counts out.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# --- API
REST_FRAMEWORK: dict[str, Any] = {
    # The first one's header makes a bad or missing token a 401; sessions have none, and would make it a 403.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    # An endpoint that forgets to say who may call it answers nobody.
    "DEFAULT_PERMISSION_CLASSES": ["crmsocial.core.roles.RolePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_FILTER_BACKENDS": ["crmsocial.core.api.filters.KnownFilters"],
    "DEFAULT_PAGINATION_CLASS": "crmsocial.core.api.pagination.CursorPage",
    "EXCEPTION_HANDLER": "crmsocial.core.api.problems.problem_handler",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"TOKEN_TTL": timedelta(days=env.number("API_TOKEN_DAYS", 90)), "AUTO_REFRESH": False}
SPECTACULAR_SETTINGS = {
    "TITLE": "crmsocial",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["crmsocial.core.roles.RolePermission"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Four things have a field called "state"; without a name of its own each would be told apart by a number.
    "ENUM_NAME_OVERRIDES": {
        "BatchStateEnum": "crmsocial.intake.models.BatchState",
        "CandidateStateEnum": "matching.models.CandidateState",
        "MatchPurposeEnum": "matching.api.match.PURPOSE_CHOICES",
        "PurposeEnum": "privacy.models.Purpose",
        "JobStateEnum": "crmsocial.core.models.JobState",
        "RunStateEnum": "matching.models.RunState",
    },
}

# --- what the browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 12) * 3600
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- workers: PostgreSQL holds the truth, Celery only wakes them
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.number("WORKER_PROCESSES", 2)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
# Tasks are cut to at most 15 s; the limits only end what has gone wrong, before the message is seen a second time.
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_TASK_TIME_LIMIT = 55
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 60,
    "socket_timeout": 10,
    "socket_connect_timeout": 3,
    # A page that rings the bell must not wait for a dead broker: beat rings again.
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "crmsocial.core.health.scheduler:BeatingScheduler"
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE

# --- logs
DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_USER_ID_FIELD = "pk"
LOGGING = logging_for(json_lines=False)
configure_structlog(json_lines=False)


def databases(url: str) -> dict[str, Any]:
    """The one database, reached by the application login, which owns nothing."""
    default = env.database(url)
    default["CONN_MAX_AGE"] = env.number("DATABASE_CONNECTION_SECONDS", 60)
    default["CONN_HEALTH_CHECKS"] = True
    default["OPTIONS"].setdefault("connect_timeout", 5)
    return {"default": default}
