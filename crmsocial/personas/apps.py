"""Configuration of the personas app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PersonasConfig(AppConfig):
    """Accounts on social platforms and what they show."""

    name = "crmsocial.personas"
    label = "personas"
    verbose_name = _("Personas")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what its tables hold and how it is erased."""
        from privacy.erasure.traits import set_lender

        from . import erasure, personal_data, retention  # noqa: F401
        from .traits import traits_of

        erasure.register()
        retention.register()
        set_lender(traits_of)
