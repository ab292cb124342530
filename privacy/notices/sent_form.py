"""The form that records whom a notice was sent to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import Notice
from . import sent


class Ids(forms.Field):
    """Ids of constituents, as boxes of a list send them."""

    def to_python(self, value: Any) -> list[UUID]:
        """The ids. Raises ValidationError for anything else."""
        try:
            return [UUID(one) for one in value or []]
        except (TypeError, ValueError) as error:
            raise forms.ValidationError(_("The list is not as this page wrote it. Open it again.")) from error


class SentForm(forms.Form):
    """Which notice, how and when; whom is ticked in the list, or everybody whom the list shows."""

    notice = forms.ModelChoiceField(label=_("Notice"), queryset=Notice.objects.none())
    method = forms.ChoiceField(label=_("How it was sent"), choices=[("", _("Choose")), *sent.METHODS.items()])
    sent_at = forms.DateTimeField(
        label=_("When it was sent"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )
    proof = forms.CharField(
        label=_("Proof"),
        required=False,
        max_length=sent.LONGEST_PROOF,
        help_text=_("The number of the mailing or letter. No names."),
    )
    everybody = forms.BooleanField(label=_("Everybody in this list"), required=False)
    # Whether they exist is the service's to say: it names the one who does not.
    person = Ids(required=False, widget=forms.MultipleHiddenInput)
    listed = Ids(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        notice = self.fields["notice"]
        assert isinstance(notice, forms.ModelChoiceField)
        notice.queryset = Notice.objects.filter(published_at__isnull=False).order_by("-published_at")

    def clean_sent_at(self) -> datetime:
        """Nothing was sent tomorrow."""
        moment: datetime = self.cleaned_data["sent_at"]
        if moment > timezone.now():
            raise forms.ValidationError(_("This moment has not come yet."))
        return moment

    def clean(self) -> dict[str, Any]:
        """Somebody must have been sent it."""
        data = super().clean() or self.cleaned_data
        if not self.chosen:
            raise forms.ValidationError(_("Select at least one person."))
        return data

    @property
    def chosen(self) -> list[UUID]:
        """The people who were ticked, or all whom the list showed."""
        name = "listed" if self.cleaned_data.get("everybody") else "person"
        return list(self.cleaned_data.get(name) or [])
