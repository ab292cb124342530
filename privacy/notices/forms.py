"""Forms of a notice's text and of its disclosures, one row each, which work without scripts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.constituents.models import Basis

from ..models import Category, Notice, Purpose
from . import disclosures

#: Empty rows at the end of the table, and how many “More rows” adds.
SPARE, MORE = 2, 4
MOST_ROWS = 200
PREFIX = "row"
_COLLECTED = [("yes", gettext_lazy("Collected")), ("no", gettext_lazy("Not collected"))]
#: Field of the form → field of a disclosure, where they are called otherwise.
_FORM_FIELD = {"exchanged_for_value": "exchanged", "retention_days": "days"}


class NoticeForm(forms.Form):
    """Title and text of a version, and the state in which the person read it."""

    version = forms.CharField(label=gettext_lazy("Version"), max_length=20)
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, required=False)
    body = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("An empty line begins a new paragraph."),
    )
    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    def clean_body(self) -> str:
        """Browsers send line ends as CRLF; the text has one kind."""
        body: str = self.cleaned_data["body"]
        return body.replace("\r\n", "\n").strip()


class DisclosureForm(forms.Form):
    """One row of the table of disclosures."""

    source = forms.CharField(
        label=gettext_lazy("Source"), required=False, max_length=disclosures.LONGEST_SOURCE, empty_value=""
    )
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False, choices=[("", "—"), *Category.choices])
    collected = forms.ChoiceField(label=gettext_lazy("Collected"), required=False, choices=_COLLECTED)
    purpose = forms.ChoiceField(label=gettext_lazy("Purpose"), required=False, choices=[("", "—"), *Purpose.choices])
    basis = forms.ChoiceField(label=gettext_lazy("Basis"), required=False, choices=[("", "—"), *Basis.choices])
    recipients = forms.CharField(label=gettext_lazy("Recipients"), required=False, max_length=1000)
    exchanged = forms.BooleanField(label=gettext_lazy("Exchanged for value"), required=False)
    days = forms.IntegerField(
        label=gettext_lazy("Days kept"),
        required=False,
        min_value=1,
        max_value=disclosures.MOST_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A table has one heading for all rows, so each field carries its name itself.
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = str(field.label) if name != "DELETE" else _("Take out")

    def clean(self) -> dict[str, Any]:
        """The row's own rules, each message at its field."""
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("DELETE") and self.says_something():
            for field, problem in disclosures.problems(self.row()):
                self.add_error(_FORM_FIELD.get(field, field), problem[:1].upper() + problem[1:])
        return data

    def says_something(self) -> bool:
        """Whether anything was filled in; an empty row is none."""
        data = self.cleaned_data
        return any(data.get(name) for name in ("source", "category", "purpose", "basis", "recipients", "days"))

    def row(self) -> dict[str, Any]:
        """The disclosure as it is stored."""
        data = self.cleaned_data
        return {
            "source": data["source"],
            "category": data["category"],
            "collected": data["collected"] != "no",
            "purpose": data["purpose"],
            "basis": data["basis"],
            "recipients": [name.strip() for name in data["recipients"].split(";") if name.strip()],
            "exchanged_for_value": data["exchanged"],
            "retention_days": data["days"],
        }


class DisclosureFormSet(BaseFormSet):
    """The table. ``rows()`` gives what was filled in and not taken out."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """Name the box that takes a row out."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Take out")
        form.fields["DELETE"].widget.attrs["aria-label"] = _("Take out")

    def rows(self) -> list[dict[str, Any]]:
        """The disclosures of a valid table."""
        return [
            form.row()
            for form in self.forms
            if isinstance(form, DisclosureForm) and not form.cleaned_data.get("DELETE") and form.says_something()
        ]


_FormSet: type[DisclosureFormSet] = forms.formset_factory(  # type: ignore[assignment]
    DisclosureForm,
    formset=DisclosureFormSet,
    extra=SPARE,
    can_delete=True,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
    validate_max=True,
)


def forms_of(notice: Notice) -> tuple[NoticeForm, DisclosureFormSet]:
    """The forms filled with a version as it stands."""
    form = NoticeForm(
        initial={
            "version": notice.version,
            "title": notice.title,
            "body": notice.body,
            "lock_version": notice.lock_version,
        }
    )
    return form, _FormSet(prefix=PREFIX, initial=initial_of(notice.disclosures))


def forms_from(data: Mapping[str, Any]) -> tuple[NoticeForm, DisclosureFormSet]:
    """The forms with what was typed."""
    return NoticeForm(data), _FormSet(data, prefix=PREFIX)


def initial_of(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stored rows as the table's fields hold them."""
    return [
        {
            "source": one.source,
            "category": one.category,
            "collected": "yes" if one.collected else "no",
            "purpose": one.purpose,
            "basis": one.basis,
            "recipients": "; ".join(one.recipients),
            "exchanged": one.exchanged_for_value,
            "days": one.retention_days,
        }
        for one in disclosures.read(rows)
    ]
