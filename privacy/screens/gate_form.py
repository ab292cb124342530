"""The question that is put to the gate by hand, as the address of the page holds it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..models import Account, Category, Purpose
from ..platform_rules import RULES

#: Of a person with more accounts the newest so many are offered.
_MOST_ACCOUNTS = 100


class GateForm(forms.Form):
    """What is asked, of whom, for whom."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    category = forms.ChoiceField(label=_("Kind of data"), choices=Category.choices)
    account = forms.ChoiceField(label=_("Account"), required=False)
    platform = forms.ChoiceField(
        label=_("Platform"),
        required=False,
        choices=[("", _("Any")), *((rule.platform, rule.label) for rule in RULES.values())],
        help_text=_("Where no account is chosen: what the person's own acts say."),
    )
    recipient = forms.CharField(
        label=_("Recipient"),
        required=False,
        max_length=120,
        help_text=_("Who outside the organisation would receive it, as notices name them."),
    )

    def __init__(self, data: Any, *, person: UUID | None, account: UUID | None) -> None:
        """Offer the accounts of the person, and the account that was asked for."""
        asked = {"purpose": Purpose.PROFILE_VIEW, "category": Category.PERSONA, **{key: data[key] for key in data}}
        super().__init__(asked, auto_id="gate_%s")
        rows = Account.objects.filter(Q(pk=account) if person is None else Q(constituent_id=person) | Q(pk=account))
        choices = [(str(one.pk), _label(one)) for one in rows.order_by("platform", "-pk")[:_MOST_ACCOUNTS]]
        blank = [("", _("None: their own acts"))] if person else []
        field = self.fields["account"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*blank, *choices]


def _label(account: Account) -> str:
    rule = RULES.get(account.platform)
    return f"{rule.label if rule else account.platform} · …{str(account.pk)[-6:]} · {account.get_basis_display()}"
