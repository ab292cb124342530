"""Configuration of the privacy app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Consent ledger, purposes, the gate and erasure."""

    name = "privacy"
    label = "privacy"
    verbose_name = _("Privacy")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register background work and the navigation's entry."""
        from crmsocial.core import readiness
        from crmsocial.core.models import Role
        from crmsocial.core.navigation import NavItem, register

        from . import checks, jobs  # noqa: F401
        from .erasure import below, guard, journal_checks, own, suppression, work  # noqa: F401
        from .register import own_uses, personal_data_below, personal_data_own  # noqa: F401
        from .retention import own as aging
        from .retention import platform_sweep, running  # noqa: F401

        below.register()
        own.register()
        suppression.register()
        aging.register_own()
        readiness.refuse_while("erasures", guard.reason, mended_by=work.JOB_KIND)
        from .requests import jobs as request_jobs  # noqa: F401
        from .requests import receivers  # noqa: F401
        from .requests.package import own_sections

        own_sections.register()
        register(NavItem(_("Privacy"), "privacy:overview", "privacy", (Role.PRIVACY_ADMIN,), 60))
        register(NavItem(_("Platforms"), "privacy:platforms", "privacy", (Role.ADMINISTRATOR,), 61))
