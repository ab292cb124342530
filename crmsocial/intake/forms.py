"""What a person says about a file, and what its columns mean."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents import selectors as constituents
from crmsocial.constituents.models import Basis, SourceKind

from .dictionary import ENTITIES, Entity
from .mapping import OWN_PREFIX, Mapping

#: one sentence for each basis; nothing is preselected, as the person must know
BASIS_SENTENCES = {
    Basis.CONSENT: _("Consent: each person in the file agreed, and you can show when and how."),
    Basis.CONTRACT: _(
        "Contract: each person bought, booked or joined something, and you need these rows to serve them."
    ),
    Basis.LEGITIMATE_INTEREST: _(
        "Legitimate interest: you weighed your interest against theirs and wrote the assessment down."
    ),
    Basis.PUBLIC: _("Made public: each person published this themselves, such as officials on an official list."),
}
KEEP, LEAVE_OUT = "~keep", "~leave_out"


class UploadForm(forms.Form):
    """A file, what it holds, where it is from and what permits having it."""

    file = forms.FileField(label=_("File"))
    entity = forms.ChoiceField(
        label=_("What it holds"),
        widget=forms.RadioSelect,
        choices=[(entity.name, entity.label) for entity in ENTITIES.values()],
    )
    source = forms.ChoiceField(
        label=_("Source"), required=False, help_text=_("The system that the rows come from; or name a new one below.")
    )
    new_source = forms.CharField(
        label=_("New source"),
        required=False,
        max_length=60,
        help_text=_("A short name such as donor-database, if it is not in the list."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of the new source"), required=False, choices=[("", _("Choose…")), *SourceKind.choices]
    )
    basis = forms.ChoiceField(
        label=_("Lawful basis"),
        widget=forms.RadioSelect,
        choices=[(basis.value, sentence) for basis, sentence in BASIS_SENTENCES.items()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Choose…")),
            *((source.name, source.label or source.name) for source in constituents.sources()),
        ]

    def clean(self) -> dict[str, Any]:
        """One source, known or new with its kind."""
        data = super().clean() or {}
        known, new = data.get("source"), (data.get("new_source") or "").strip()
        if not known and not new:
            self.add_error("source", _g("Choose the source of the rows, or name a new one."))
        if known and new:
            self.add_error("new_source", _g("Choose a source or name a new one, not both."))
        if new and not known and not data.get("kind"):
            self.add_error("kind", _g("Say what kind of system the new source is."))
        return data

    @property
    def source_name(self) -> str:
        """The source as the services call it."""
        return str(self.cleaned_data.get("source") or self.cleaned_data["new_source"].strip())

    @property
    def source_kind(self) -> str | None:
        """The kind of a new source."""
        return self.cleaned_data["kind"] if not self.cleaned_data.get("source") else None


class ColumnsForm(forms.Form):
    """For each column of the file, the field it is loaded into."""

    def __init__(self, mapping: Mapping, entity: Entity, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._mapping = mapping
        choices = [
            (KEEP, _("keep under its own name")),
            (LEAVE_OUT, _("leave out")),
            *((field.name, field.name) for field in entity.fields),
        ]
        for column in mapping.columns:
            initial = LEAVE_OUT if column.field is None else column.field if column.known else KEEP
            self.fields[f"column-{column.index}"] = forms.ChoiceField(
                label=column.name, choices=choices, initial=initial
            )

    def overrides(self) -> dict[str, str | None]:
        """The map that the choices come to, to be applied before recognition by name."""
        chosen: dict[str, str | None] = {}
        for column in self._mapping.columns:
            value = self.cleaned_data[f"column-{column.index}"]
            if value == LEAVE_OUT:
                chosen[column.name] = None
            elif value != KEEP:
                chosen[column.name] = value
            elif column.known:
                chosen[column.name] = f"{OWN_PREFIX}{column.name}"
        return chosen
