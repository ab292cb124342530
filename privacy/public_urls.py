"""Addresses of privacy that need no signing in."""

from __future__ import annotations

from django.urls import path

from .views import callbacks, public_notices, public_receipts

urlpatterns = [
    # callbacks of platforms
    path("callbacks/meta/deauthorize/", callbacks.meta_deauthorize, name="meta_deauthorize"),
    path("callbacks/meta/data-deletion/", callbacks.meta_data_deletion, name="meta_data_deletion"),
    path("callbacks/status/<slug:code>/", callbacks.callback_status, name="callback_status"),
    # receipts
    path("receipts/verify/", public_receipts.verify, name="public_receipt_verify"),
    path(".well-known/crmsocial-signing-key.json", public_receipts.signing_key, name="signing_key"),
    # notices
    path("notices/", public_notices.public_notices, name="public_notices"),
    path("notices/<str:version>/", public_notices.public_notice, name="public_notice"),
]
