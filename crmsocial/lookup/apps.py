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
        from privacy.registry import set_finder
        from privacy.requests.registry import set_name_finder

        from . import erasure, export_columns, personal_data, receivers, uses  # noqa: F401
        from .finding import names_of_others
        from .search import find_for_privacy

        erasure.register()

        roles = (Role.FUNDRAISER, Role.STEWARD, Role.PRIVACY_ADMIN)
        register(NavItem(_("Constituents"), "lookup:search", "people", roles, 20))
        register_search(Search("lookup:search", roles))
        register(NavItem(_("Exports"), "lookup:exports", "download", (Role.FUNDRAISER,), 25))
        set_finder(find_for_privacy)
        set_name_finder(names_of_others)
