"""The form of a new export."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Category, Purpose
from ..notices import in_force
from ..notices.disclosures import read
from . import columns
from .services import DAYS, MOST_DAYS


def recipients() -> list[str]:
    """Who may receive exports by the notice in force, besides the organisation itself."""
    notice = in_force()
    named = [
        name
        for one in read(notice.disclosures if notice else [])
        if one.collected and one.use == (Category.PERSONA, Purpose.EXPORT)
        for name in one.recipients
    ]
    return list(dict.fromkeys(named))


class ExportForm(forms.Form):
    """Whom, what, for whom and how long."""

    title = forms.CharField(label=_("Title"), max_length=120, help_text=_("What it is for. No names of people."))
    people = forms.CharField(
        label=_("People"),
        max_length=5_000_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line: the id, the address of their page, or a name that only one person has."),
    )
    columns = forms.MultipleChoiceField(label=_("Columns"), widget=forms.CheckboxSelectMultiple)
    recipient = forms.ChoiceField(
        label=_("For whom"), required=False, help_text=_("Others than the organisation must stand in the notice.")
    )
    days = forms.IntegerField(label=_("Days until it ends"), min_value=1, max_value=MOST_DAYS, initial=DAYS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["columns"].choices = [(one.code, one.label) for one in columns.columns()]  # type: ignore[attr-defined]
        self.fields["recipient"].choices = [  # type: ignore[attr-defined]
            ("", _("The organisation itself")),
            *((name, name) for name in recipients()),
        ]
