"""The form that a receipt is pasted or uploaded into."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

#: Bytes: a receipt has about six thousand.
LARGEST = 4 * 1024 * 1024


class ReceiptForm(forms.Form):
    """A receipt, pasted or as a file."""

    text = forms.CharField(
        label=_("The receipt's text"),
        required=False,
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "mono"}),
    )
    file = forms.FileField(
        label=_("Or its file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean(self) -> dict[str, Any]:
        """Read the file where there is one; ``document`` is the text to verify."""
        data = super().clean() or {}
        upload, text = data.get("file"), data.get("text", "")
        if upload and upload.size > LARGEST:
            raise forms.ValidationError(_("This file is too large to be a receipt."))
        if upload:
            try:
                text = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(_("This file is no text, so it cannot be a receipt.")) from None
        if not text.strip():
            raise forms.ValidationError(_("Paste a receipt, or choose its file."))
        return {**data, "document": text}
