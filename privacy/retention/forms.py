"""Forms of the retention page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Source

from . import registry

#: Longer than any law asks for; a typing error should not become a promise.
MOST_DAYS = 365 * 100


class DaysForm(forms.Form):
    """For how many days something is kept."""

    keep_days = forms.IntegerField(label=_("Keep for (days)"), min_value=1, max_value=MOST_DAYS)


class ScheduleForm(DaysForm):
    """A new schedule."""

    category = forms.ChoiceField(label=_("What"))
    source = forms.ModelChoiceField(
        label=_("Source"),
        queryset=Source.objects.order_by("label", "name"),
        required=False,
        empty_label=_("Every source without a schedule of its own"),
    )
    field_order = ("category", "source", "keep_days")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(one.category, one.label) for one in registry.every()]
        self.fields["category"].choices = kinds  # type: ignore[attr-defined]
