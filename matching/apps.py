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
        from crmsocial.core.models import Role
        from crmsocial.core.navigation import NavItem, register

        from . import erasure, jobs, leftovers, personal_data, receivers, subject_access, uses  # noqa: F401
        from .index import erasure as index_erasure
        from .index import jobs as index_jobs  # noqa: F401
        from .utility import asking  # noqa: F401
        from .utility import erasure as utility_erasure

        erasure.register()
        index_erasure.register()
        utility_erasure.register()
        subject_access.register()

        register(
            NavItem(
                label=_("Match runs"),
                url_name="matching:runs",
                icon="link",
                roles=(Role.STEWARD, Role.ADMINISTRATOR),
                order=40,
            )
        )
