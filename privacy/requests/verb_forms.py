"""Forms of the verbs that a request knows, but for those that do what was asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import SubjectRequest
from . import selectors
from .changing import LONGEST_TEXT
from .words import IDENTITY_METHODS, grounds_for

NOT_CHOSEN = ("", _("Choose"))


def text_field(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    """A field for words."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


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
    reason = text_field(_("Reasons that they were told"), rows=3)


class NoteForm(VerbForm):
    """Words for colleagues."""

    text = text_field(_("Note"), rows=3, help_text=_("For colleagues. It is not part of what the person gets."))


class AnswerForm(VerbForm):
    """Words that the person was told."""

    text = text_field(_("What the person was told"), rows=3)


class RefuseForm(VerbForm):
    """A refusal, with its ground in the law."""

    ground = forms.ChoiceField(label=_("Ground in the law"), choices=[NOT_CHOSEN])
    text = text_field(
        _("What the person was told"), rows=3, help_text=_("With the reason, and where they may complain.")
    )

    def __init__(self, *args: Any, subject: SubjectRequest, **kwargs: Any) -> None:
        super().__init__(*args, subject=subject, **kwargs)
        grounds = [(code, f"{one.label} · {one.source}") for code, one in grounds_for(subject.kind).items()]
        self.fields["ground"].choices = [NOT_CHOSEN, *grounds]  # type: ignore[attr-defined]


class TakeBackForm(VerbForm):
    """The person no longer asks."""

    text = text_field(_("How you know"), required=False, rows=2)


class LiftForm(VerbForm):
    """The end of a restriction."""

    text = text_field(_("What the person was told before"), rows=2)


class EndCorrectionForm(VerbForm):
    """The end of a correction."""

    correction_id = forms.UUIDField(widget=forms.HiddenInput)
