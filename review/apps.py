"""Configuration of the review app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    """The stewards' queue of candidate matches."""

    name = "review"
    label = "review"
    verbose_name = _("Review")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Add the desk to the navigation."""
        from crmsocial.core import navigation
        from crmsocial.core.models import Role

        from . import erasure, personal_data, uses  # noqa: F401

        erasure.register()

        roles = (Role.STEWARD, Role.ADMINISTRATOR)
        navigation.register(
            navigation.NavItem(label=_("Review"), url_name="review:queue", icon="review", roles=roles, order=10)
        )
