"""Configuration of the intake app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntakeConfig(AppConfig):
    """Sources, field maps and batches of records."""

    name = "crmsocial.intake"
    label = "intake"
    verbose_name = _("Intake")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the background work and the entry of the menu."""
        from crmsocial.core.models import Role
        from crmsocial.core.navigation import NavItem, register
        from privacy.erasure import arrivals

        from . import erasure, jobs, personal_data, retention, subject_access, suppression  # noqa: F401

        erasure.register()
        retention.register()
        subject_access.register()
        suppression.register("erasure", arrivals.held_back, idle=arrivals.idle)

        register(
            NavItem(
                label=_("Intake"),
                url_name="intake:batches",
                icon="intake",
                roles=(Role.STEWARD, Role.ADMINISTRATOR),
                order=40,
            )
        )
