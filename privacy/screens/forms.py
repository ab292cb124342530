"""Forms of privacy's pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..lawfulness import assessments
from ..models import Category, ConsentState, Notice, Purpose
from ..platform_rules import RULES
from ..reaching import contact
from .event_view import METHODS
from .person_state import BY_PLATFORM

#: Ways in which staff are told.
TOLD_STAFF = (
    "staff_call", "staff_letter", "staff_email", "form", "in_person", "guardian_form", "guardian_in_person",
)  # fmt: skip
#: Nothing is chosen until somebody chooses: a way of hearing it that nobody named would be false evidence.
NOT_CHOSEN = ("", _("Choose"))
STATES = {
    ConsentState.GIVEN: _("Consents"),
    ConsentState.REFUSED: _("Refuses"),
    ConsentState.OBJECTED: _("Objects"),
}


class AssessmentForm(forms.Form):
    """The assessment that switches a mode on."""

    text = forms.CharField(
        label=_("Assessment"),
        min_length=assessments.SHORTEST_TEXT,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Whose accounts, which relationship they have with us, why they may expect this, and how they can say no."
        ),
    )


class WithdrawalForm(forms.Form):
    """How a no was heard; the button that is pressed says what is meant (see ``meant``)."""

    method = forms.ChoiceField(
        label=_("How the person told you"),
        choices=[NOT_CHOSEN, *((name, METHODS[name]) for name in (*TOLD_STAFF, "portal"))],
    )
    proof = forms.CharField(label=_("Proof"), required=False, max_length=200)


class ClosingForm(forms.Form):
    """How an incident was dealt with."""

    note = forms.CharField(
        label=_("What was done about it"),
        max_length=200,
        help_text=_("Kept in the audit log. No names."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def meant(what: str) -> dict[str, Any]:
    """What a button of the person's page means: ``platform:purpose:category:channel``, each empty for every one."""
    platform, purpose, category, channel = (what.split(":") + [""] * 3)[:4]
    channels = (channel,) if channel else ()
    return {"platform": platform, "purpose": purpose, "category": category, "channels": channels}


class ActForm(forms.Form):
    """An act of a person as staff record it."""

    state = forms.ChoiceField(label=_("The person"), choices=[NOT_CHOSEN, *STATES.items()])
    purpose = forms.ChoiceField(
        label=_("Purpose"), required=False, choices=[("", _("Every purpose")), *Purpose.choices]
    )
    platform = forms.ChoiceField(
        label=_("Platform"),
        required=False,
        choices=[("", _("Every platform")), *((rule.platform, rule.label) for rule in RULES.values())],
    )
    category = forms.ChoiceField(
        label=_("Kind of data"),
        required=False,
        choices=[(name, Category(name).label) for name in BY_PLATFORM],
        initial=Category.PERSONA,
    )
    channels = forms.MultipleChoiceField(
        label=_("Contact channels"),
        required=False,
        choices=list(contact.CHANNELS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick any to record this about being contacted over these channels, and not about accounts."),
    )
    method = forms.ChoiceField(label=_("How"), choices=[NOT_CHOSEN, *((name, METHODS[name]) for name in TOLD_STAFF)])
    event_time = forms.DateTimeField(
        label=_("When the person said so"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    notice = forms.ModelChoiceField(
        label=_("Notice that the person saw"),
        queryset=Notice.objects.filter(published_at__isnull=False).order_by("-published_at"),
        required=False,
        empty_label=_("The one in force"),
    )
    expires_at = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    proof = forms.CharField(
        label=_("Proof"),
        max_length=200,
        help_text=_("Where it can be found: form number, call note, letter. No names."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean_event_time(self) -> datetime:
        """Nobody has consented tomorrow."""
        moment: datetime = self.cleaned_data["event_time"]
        if moment > timezone.now():
            raise forms.ValidationError(_("This moment has not come yet."))
        return moment

    def act(self) -> dict[str, Any]:
        """The validated act as arguments of ``ledger.record``."""
        data = self.cleaned_data
        channels = data["channels"]
        ends = data["expires_at"]
        return {
            "state": data["state"],
            "purpose": Purpose.CONTACT if channels else data["purpose"],
            "platform": "" if channels else data["platform"],
            "category": Category.CONTACT if channels else data["category"] or Category.PERSONA,
            "scopes": channels,
            "method": data["method"],
            "event_time": data["event_time"],
            "notice": data["notice"],
            "expires_at": timezone.make_aware(datetime.combine(ends, datetime.max.time())) if ends else None,
            "proof": data["proof"],
            "idempotency_key": f"staff:{data['key']}",
        }
