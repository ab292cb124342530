"""Receipts for everybody, without signing in: verifying one, and the key that verifies."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from .. import receipts, signing
from ..receipts.forms import ReceiptForm

#: Somebody without an account verifies their own receipts: no need for a long file.
MOST = 50


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Whether a receipt is ours and unchanged, and whether our ledger holds the act; nothing about the person."""
    form = ReceiptForm(request.POST, request.FILES) if request.method == "POST" else ReceiptForm()
    refused = form.is_bound and not form.is_valid()
    answers = receipts.check(form.cleaned_data["document"], most=MOST) if form.is_bound and not refused else []
    context = {"form": form, "answers": answers}
    return render(request, "privacy/public_receipts.html", context, status=422 if refused else 200)


@require_GET
@cache_control(max_age=3600, public=True)
def signing_key(request: HttpRequest) -> JsonResponse:
    """The public key of receipts and manifests, as a JSON Web Key (RFC 7517, RFC 8037)."""
    response = JsonResponse(signing.public_key(), content_type="application/jwk+json")
    # Verifiers elsewhere read it from their own pages.
    response["Access-Control-Allow-Origin"] = "*"
    return response
