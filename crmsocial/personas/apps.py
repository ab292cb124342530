"""Configuration of the personas app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PersonasConfig(AppConfig):
    """Accounts on social platforms and what they show."""

    name = "crmsocial.personas"
    label = "personas"
    verbose_name = _("Personas")
    default_auto_field = "django.db.models.BigAutoField"
