"""Configuration of the matching app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    """Proposes which persona is which constituent."""

    name = "matching"
    label = "matching"
    verbose_name = _("Matching")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the work of match runs, and listen to permissions and edges."""
        from . import jobs, receivers  # noqa: F401
