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
        """Keep the search terms in step with profiles, and show the way to the search page."""
        from crmsocial.core.models import Role
        from crmsocial.core.navigation import NavItem, Search, register, register_search

        from . import receivers, uses  # noqa: F401

        roles = (Role.FUNDRAISER, Role.STEWARD, Role.PRIVACY_ADMIN)
        register(NavItem(_("Constituents"), "lookup:search", "people", roles, 20))
        register_search(Search("lookup:search", roles))
