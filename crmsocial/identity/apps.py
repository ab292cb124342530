"""Configuration of the identity app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdentityConfig(AppConfig):
    """Memberships, links and decisions: who is whom."""

    name = "crmsocial.identity"
    label = "identity"
    verbose_name = _("Identity")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let links follow permissions, and privacy's pages know which links rest."""
        from privacy import registry

        from . import erasure, personal_data, receivers, subject_access  # noqa: F401
        from .permissions import resting

        registry.set_rest_provider(resting)
        erasure.register()
        subject_access.register()
