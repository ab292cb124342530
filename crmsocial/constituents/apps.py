"""Configuration of the constituents app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConstituentsConfig(AppConfig):
    """Sources, source records, constituents and their interactions."""

    name = "crmsocial.constituents"
    label = "constituents"
    verbose_name = _("Constituents")
    default_auto_field = "django.db.models.BigAutoField"
