"""The form that switches a lawful basis on, or off for one jurisdiction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Basis

from ..facts.jurisdictions import Law
from ..lawfulness import lawful
from ..models import Notice, Purpose

LAWS = {
    "": _("Everywhere that has no switch of its own"),
    Law.GDPR: _("Where the GDPR holds: EEA, United Kingdom, Switzerland"),
    Law.CCPA: _("California (CCPA)"),
    Law.OTHER: _("Where neither holds"),
}


class SwitchForm(forms.Form):
    """Which purpose and where: all that switching off asks."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    law = forms.ChoiceField(label=_("Where"), required=False, choices=list(LAWS.items()))
    country = forms.CharField(
        label=_("Or one country or state"),
        required=False,
        max_length=10,
        help_text=_("Such as DE or US-CA. It goes before the choice above."),
    )
    basis = forms.ChoiceField(
        choices=Basis.choices, widget=forms.HiddenInput, required=False, initial=Basis.LEGITIMATE_INTEREST
    )

    @property
    def jurisdiction(self) -> str:
        """The scope that was chosen, as ``privacy.facts.jurisdictions`` names it."""
        country: str = self.cleaned_data["country"].strip().upper()
        return country or str(self.cleaned_data["law"])

    @property
    def basis_chosen(self) -> str:
        """Legitimate interest, unless a form says otherwise."""
        return self.cleaned_data["basis"] or Basis.LEGITIMATE_INTEREST


class LawfulForm(SwitchForm):
    """Why it is justified, how people say no, and where they were told, besides."""

    notice = forms.ModelChoiceField(
        label=_("Notice that tells of it"), queryset=Notice.objects.none(), empty_label=_("Choose")
    )
    assessment = forms.CharField(
        label=_("Assessment"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "The balancing test of GDPR art. 6(1)(f): which interest, why it needs this data, what the person expects, "
            "and why theirs does not outweigh it. No names."
        ),
    )
    opt_out = forms.CharField(
        label=_("How people say no"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("As the notice tells them (GDPR art. 21)."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["notice"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Notice.objects.filter(published_at__isnull=False).order_by("-published_at")


def scope_label(jurisdiction: str) -> str:
    """A scope in words."""
    return str(LAWS.get(jurisdiction, jurisdiction))


def platforms_allowing(basis: str) -> dict[str, list[str]]:
    """For each purpose, the platforms whose rule could allow it on ``basis``; none where only consent will do."""
    return {str(label): lawful.allowing(value, basis) for value, label in Purpose.choices}
