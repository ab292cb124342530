"""Configuration of the consolidation app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsolidationConfig(AppConfig):
    """Claims, survivorship rules and the profile computed from them."""

    name = "crmsocial.consolidation"
    label = "consolidation"
    verbose_name = _("Consolidation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the work of this app and follow what happens below it."""
        from . import jobs, receivers  # noqa: F401
