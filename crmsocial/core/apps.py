"""Configuration of the core app."""

from django.apps import AppConfig
from django.db.models.signals import pre_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """Audit, jobs, roles and local servers; knows no domain."""

    name = "crmsocial.core"
    label = "core"
    verbose_name = _("Core")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hook up the database's rights and the workers' signs of life."""
        from celery.signals import heartbeat_sent

        # Every process that knows the apps must ring the same bell: tasks find their broker through the default app.
        import crmsocial.celery  # noqa: F401
        from crmsocial.core.database import checks, grants  # noqa: F401
        from crmsocial.core.health.heartbeats import worker_beats

        pre_migrate.connect(grants.grant_to_application, sender=self)
        heartbeat_sent.connect(worker_beats)
        self._navigate()

    def _navigate(self) -> None:
        from crmsocial.core.models import Role
        from crmsocial.core.navigation import NavItem, register
        from crmsocial.core.roles import STAFF

        register(NavItem(_("Jobs"), "core:jobs", "clock", tuple(STAFF), 80))
        register(NavItem(_("Staff"), "core:staff", "people", (Role.ADMINISTRATOR,), 85))
        register(NavItem(_("Audit"), "core:audit", "list", (Role.ADMINISTRATOR, Role.PRIVACY_ADMIN), 90))
