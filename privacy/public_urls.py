"""Addresses of privacy that need no signing in."""

from __future__ import annotations

from django.urls import path

from .views import public_receipts

urlpatterns = [
    # receipts
    path("receipts/verify/", public_receipts.verify, name="public_receipt_verify"),
    path(".well-known/crmsocial-signing-key.json", public_receipts.signing_key, name="signing_key"),
    # notices
]
