"""Forms of the core's pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Role


class RolesForm(forms.Form):
    """Which roles a user holds."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("An integration uses the API alone, by tokens."),
    )


class NewUserForm(RolesForm):
    """Somebody who will sign in."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    field_order = ("email", "first_name", "last_name", "roles")
