"""Forms of the holds page."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import Source

from ..models import Category
from .grounds import GROUNDS
from .reading import EVERYTHING

#: A hold that nobody looks at again becomes a habit.
LONGEST_REVIEW = timedelta(days=366 * 2)
_DAY = {"type": "date"}


class ReviewForm(forms.Form):
    """When somebody must look again."""

    review_on = forms.DateField(label=_("Review on"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def clean_review_on(self) -> date:
        """In the future, and not so far that nobody looks."""
        day: date = self.cleaned_data["review_on"]
        today = timezone.localdate()
        if day <= today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        if day > today + LONGEST_REVIEW:
            raise forms.ValidationError(_("Look again within two years; a hold may be renewed."))
        return day


class HoldForm(ReviewForm):
    """A hold on a person; the person is chosen before."""

    ground = forms.ChoiceField(label=_("Ground"), choices=[("", _("Choose")), *GROUNDS.items()])
    covers = forms.ChoiceField(
        label=_("What must stay"), choices=[(EVERYTHING, _("Everything")), *Category.choices], initial=EVERYTHING
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=300, help_text=_("File number or the like. No names.")
    )
    field_order = ("source", "ground", "covers", "review_on", "note")


class SourceHoldForm(HoldForm):
    """A hold on all that a source gave."""

    source = forms.ModelChoiceField(label=_("Source"), queryset=Source.objects.order_by("label", "name"))
