"""Configuration of the lookup app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LookupConfig(AppConfig):
    """Search and the constituent page."""

    name = "crmsocial.lookup"
    label = "lookup"
    verbose_name = _("Lookup")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the search terms in step with profiles."""
        from . import receivers  # noqa: F401
