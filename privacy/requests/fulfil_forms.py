"""Forms of doing what was asked, for the kinds of requests that need to know more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Purpose, SubjectRequest
from ..platform_rules import RULES
from ..reaching.contact import CHANNELS
from . import registry
from .fulfilling import Choices
from .verb_forms import VerbForm, text_field

EVERYTHING = "everything"


class FulfilForm(VerbForm):
    """An answer that does what was asked. Kinds that need to know more have a form of their own."""

    text = text_field(_("What the person was told"), required=False, rows=3)

    def choices(self) -> Choices:
        """What staff chose."""
        return Choices()

    def arguments(self) -> dict[str, Any]:
        """Version, words and choices."""
        data = self.cleaned_data
        return {"lock_version": data["lock_version"], "text": data["text"], "choices": self.choices()}


class RectifyForm(FulfilForm):
    """What is right, attribute by attribute; what is left empty stays as it is."""

    def __init__(self, *args: Any, subject: SubjectRequest, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        assert subject.constituent_id is not None
        for one in registry.rectifier().correctable(subject.constituent_id):
            now = _("Now: %(values)s.") % {"values": " | ".join(one.values)} if one.values else ""
            several = _("One value a line; all that is right.") if one.several else ""
            self.fields[f"value_{one.name}"] = forms.CharField(
                label=one.label,
                required=False,
                max_length=2_000,
                help_text=f"{now} {several}".strip(),
                widget=forms.Textarea(attrs={"rows": 2}) if one.several else forms.TextInput(),
            )
        self.order_fields([name for name in self.fields if name != "text"])

    def choices(self) -> Choices:
        """Values by attribute."""
        given = {
            name.removeprefix("value_"): value.splitlines()
            for name, value in self.cleaned_data.items()
            if name.startswith("value_") and value.strip()
        }
        return Choices(corrections=given)


class ObjectForm(FulfilForm):
    """What the person objects to."""

    purposes = forms.MultipleChoiceField(
        label=_("The person objects to"),
        required=False,
        choices=[(EVERYTHING, _("Every purpose")), *Purpose.choices],
        widget=forms.CheckboxSelectMultiple,
    )
    platform = forms.ChoiceField(
        label=_("Platform"),
        required=False,
        choices=[("", _("Every platform")), *((rule.platform, rule.label) for rule in RULES.values())],
    )
    channels = forms.MultipleChoiceField(
        label=_("And to being contacted over"),
        required=False,
        choices=list(CHANNELS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def choices(self) -> Choices:
        """Purposes, platform and channels."""
        data = self.cleaned_data
        purposes = ("",) if EVERYTHING in data["purposes"] else tuple(data["purposes"])
        return Choices(purposes=purposes, platform=data["platform"], channels=tuple(data["channels"]))


class EraseForm(FulfilForm):
    """The one act that cannot be undone, so it asks once more."""

    sure = forms.BooleanField(label=_("Erase this person and the accounts linked to them. This cannot be undone."))
