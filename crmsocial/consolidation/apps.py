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
        """Register the work of this app, follow what happens below it, and lend privacy the names for its pages."""
        from privacy import registry
        from privacy.requests import registry as requests

        from . import corrections, erasure, jobs, personal_data, receivers, selectors, subject_access, uses  # noqa: F401

        erasure.register()
        subject_access.register()
        registry.set_name_provider(selectors.names)
        requests.set_rectifier(corrections)
