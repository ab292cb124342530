"""Forms of the requests desk: one for each verb."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..facts.jurisdictions import is_scope
from ..models import Purpose, RequestKind, SubjectRequest
from ..platform_rules import RULES
from ..reaching.contact import CHANNELS
from . import registry, selectors
from .changing import LONGEST_TEXT
from .fulfilling import Choices
from .words import IDENTITY_METHODS, RECEIVED_VIA, grounds_for

NOT_CHOSEN = ("", _("Choose"))
#: Ways in which staff receive a request; the others receive by themselves.
BY_STAFF = ("email", "letter", "phone", "in_person", "form")
EVERYTHING = "everything"
_JURISDICTION = re.compile(r"^[A-Z]{2}(-[A-Z]{2})?$")


def _text(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class NewRequestForm(forms.Form):
    """A request as it came in. Who asks is chosen beside the form."""

    kind = forms.ChoiceField(label=_("What the person asks for"), choices=[NOT_CHOSEN, *RequestKind.choices])
    received_via = forms.ChoiceField(
        label=_("How it came"), choices=[NOT_CHOSEN, *((name, RECEIVED_VIA[name]) for name in BY_STAFF)]
    )
    received_at = forms.DateTimeField(
        label=_("When it was received"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        help_text=_("The clock runs from here, whoever read it when."),
    )
    jurisdiction = forms.CharField(
        label=_("Country, or US state"),
        required=False,
        max_length=5,
        help_text=_("Such as DE or US-CA, where you know it. Empty: as known of the person, else our own."),
    )
    text = _text(_("What they wrote or said"), required=False)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def clean_received_at(self) -> datetime:
        """Nothing was received tomorrow."""
        moment: datetime = self.cleaned_data["received_at"]
        if moment > timezone.now():
            raise forms.ValidationError(_("This moment has not come yet."))
        return moment

    def clean_jurisdiction(self) -> str | None:
        """A code, or None for what is known of the person."""
        code = self.cleaned_data["jurisdiction"].strip().upper()
        if code and (not _JURISDICTION.match(code) or not is_scope(code)):
            raise forms.ValidationError(
                _("There is no such country or state. Write two letters, for the United States with the state: US-CA.")
            )
        return code or None


class VerbForm(forms.Form):
    """What every verb sends along: the version of the request that the page showed."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, subject: SubjectRequest, **kwargs: Any) -> None:
        kwargs["initial"] = {"lock_version": subject.lock_version, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.subject = subject

    def arguments(self) -> dict[str, Any]:
        """The validated input as arguments of the service."""
        return dict(self.cleaned_data)


class IdentifyForm(VerbForm):
    """Who asks."""

    constituent_id = forms.UUIDField(widget=forms.HiddenInput)


class AssignForm(VerbForm):
    """Who deals with it."""

    assignee = forms.ModelChoiceField(
        label=_("Assigned to"), queryset=selectors.assignees(), required=False, empty_label=_("Nobody")
    )

    def __init__(self, *args: Any, subject: SubjectRequest, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, initial={"assignee": subject.assigned_to_id}, **kwargs)


class VerifyForm(VerbForm):
    """How the person proved who they are."""

    method = forms.ChoiceField(
        label=_("How the person proved who they are"),
        choices=[NOT_CHOSEN, *((name, label) for name, label in IDENTITY_METHODS.items() if name != "signed_in")],
        help_text=_("Their word alone proves nothing. Ask for no more than you need, and keep no copy of a document."),
    )


class ExtendForm(VerbForm):
    """An extension, of which the person was told."""

    notified_on = forms.DateField(
        label=_("The person was told on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = _text(_("Reasons that they were told"), rows=3)


class NoteForm(VerbForm):
    """Words for colleagues."""

    text = _text(_("Note"), rows=3, help_text=_("For colleagues. It is not part of what the person gets."))


class AnswerForm(VerbForm):
    """Words that the person was told."""

    text = _text(_("What the person was told"), rows=3)


class RefuseForm(VerbForm):
    """A refusal, with its ground in the law."""

    ground = forms.ChoiceField(label=_("Ground in the law"), choices=[NOT_CHOSEN])
    text = _text(_("What the person was told"), rows=3, help_text=_("With the reason, and where they may complain."))

    def __init__(self, *args: Any, subject: SubjectRequest, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        grounds = [(code, f"{one.label} · {one.source}") for code, one in grounds_for(subject.kind).items()]
        self.fields["ground"].choices = [NOT_CHOSEN, *grounds]  # type: ignore[attr-defined]


class TakeBackForm(VerbForm):
    """The person no longer asks."""

    text = _text(_("How you know"), required=False, rows=2)


class LiftForm(VerbForm):
    """The end of a restriction."""

    text = _text(_("What the person was told before"), rows=2)


class EndCorrectionForm(VerbForm):
    """The end of a correction."""

    correction_id = forms.UUIDField(widget=forms.HiddenInput)


class FulfilForm(VerbForm):
    """An answer that does what was asked. Kinds that need to know more have a form of their own."""

    text = _text(_("What the person was told"), required=False, rows=3)

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


_FULFIL: dict[str, type[FulfilForm]] = {
    RequestKind.RECTIFICATION: RectifyForm,
    RequestKind.OBJECTION: ObjectForm,
    RequestKind.ERASURE: EraseForm,
}
#: verb → form
FORMS: dict[str, type[VerbForm]] = {
    "identify": IdentifyForm,
    "assign": AssignForm,
    "verify_identity": VerifyForm,
    "extend": ExtendForm,
    "note": NoteForm,
    "answer": AnswerForm,
    "refuse": RefuseForm,
    "take_back": TakeBackForm,
    "lift_restriction": LiftForm,
    "end_correction": EndCorrectionForm,
}


def form_for(verb: str, subject: SubjectRequest, data: Any = None) -> VerbForm:
    """The form of a verb for this request, bound where there is data. Raises KeyError for an unknown verb."""
    made: type[VerbForm]
    if verb == "fulfil":
        made = _FULFIL.get(subject.kind, FulfilForm) if subject.constituent_id else FulfilForm
    else:
        made = FORMS[verb]
    return made(data, subject=subject, auto_id=f"id_{verb}_%s")
