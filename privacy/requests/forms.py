"""Forms of the requests desk: a new request, and which form belongs to a verb."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..facts.jurisdictions import is_scope
from ..models import RequestKind, SubjectRequest
from .fulfil_forms import EraseForm, FulfilForm, ObjectForm, RectifyForm
from .verb_forms import (
    NOT_CHOSEN,
    AnswerForm,
    AssignForm,
    EndCorrectionForm,
    ExtendForm,
    IdentifyForm,
    LiftForm,
    NoteForm,
    RefuseForm,
    TakeBackForm,
    VerbForm,
    VerifyForm,
    text_field,
)
from .words import RECEIVED_VIA

#: Ways in which staff receive a request; the others receive by themselves.
BY_STAFF = ("email", "letter", "phone", "in_person", "form")
_JURISDICTION = re.compile(r"^[A-Z]{2}(-[A-Z]{2})?$")


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
    text = text_field(_("What they wrote or said"), required=False)
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
