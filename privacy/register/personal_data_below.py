"""The register's entries for what lies below privacy: core, constituents, and tables that other packages make."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ..models import Category
from .personal_data import ALL, STAFF, declare

CONTACT, TRANSACTIONS, CONTENT = Category.CONTACT.value, Category.TRANSACTIONS.value, Category.CONTENT.value

_STAFF_STAY = _("About people who sign in, not about constituents. An administrator removes them.")
_ACTS = _("Ids, codes, states and counts of acts. Kept as evidence; changes are refused by the database.")


def declare_core() -> None:
    """Who signs in, what was done, and work that waits."""
    declare(
        "core.User",
        policy="none",
        personal=dict.fromkeys(("email", "first_name", "last_name"), STAFF),
        plain=("password", "roles"),
        why=_STAFF_STAY,
    )
    declare(
        "core.AuditEntry",
        policy="ids_only",
        plain=("verb", "object_type", "object_id", "details", "request_id", "row_hash"),
        why=_ACTS,
    )
    declare("core.AuditSeal", policy="ids_only", plain=("previous_hash", "seal_hash"), why=_ACTS)
    declare(
        "core.Job",
        policy="ids_only",
        plain=("kind", "unique_key", "args", "state", "message", "result", "error"),
        why=_("Work holds ids and reads values when it runs; of a failure it keeps the kind of error, not its text."),
    )
    declare("core.User_groups", policy="none")
    declare("core.User_user_permissions", policy="none")


def declare_constituents() -> None:
    """Whom we know and what each source said."""
    declare("constituents.Source", policy="none", plain=("name", "label", "kind"))
    declare("constituents.SourceIdentity", policy="none", personal={"external_id": CONTACT})
    declare(
        "constituents.SourceRecord",
        policy="payload",
        personal={"values": CONTACT},
        plain=("content_hash", "basis"),
    )
    declare(
        "constituents.Constituent",
        policy="ids_only",
        plain=("kind", "state"),
        why=_("An id whose state says “erased”, so that nobody gets it again and whoever asks by it learns why."),
    )
    declare(
        "constituents.Alias",
        policy="ids_only",
        why=_("Former ids, which go on leading to the id that says “erased”."),
    )
    declare(
        "constituents.Interaction",
        policy="none",
        personal={
            "summary": CONTENT,
            "external_id": TRANSACTIONS,
            "amount": TRANSACTIONS,
            "currency": TRANSACTIONS,
            "at": TRANSACTIONS,
        },
        plain=("kind",),
    )


def declare_others() -> None:
    """Tables of Django, allauth, knox and celery-beat: staff and machinery, nothing of constituents."""
    for model in (
        "admin.LogEntry",
        "sessions.Session",
        "account.EmailAddress",
        "account.EmailConfirmation",
        "mfa.Authenticator",
        "knox.AuthToken",
    ):
        declare(model, policy="none", personal={_STAFF_FIELD.get(model, "user"): STAFF}, plain=ALL, why=_STAFF_STAY)
    for model in (
        "auth.Group",
        "auth.Group_permissions",
        "auth.Permission",
        "contenttypes.ContentType",
        "django_celery_beat.ClockedSchedule",
        "django_celery_beat.CrontabSchedule",
        "django_celery_beat.IntervalSchedule",
        "django_celery_beat.PeriodicTask",
        "django_celery_beat.PeriodicTasks",
        "django_celery_beat.SolarSchedule",
    ):
        declare(model, policy="none", plain=ALL)


_STAFF_FIELD = {"sessions.Session": "session_data", "account.EmailConfirmation": "email_address"}

declare_core()
declare_constituents()
declare_others()
