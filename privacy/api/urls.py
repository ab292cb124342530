"""Addresses under ``/api/v1``."""

from django.urls import path

from .views import Consents, Contact, PermissionCheck

urlpatterns = [
    path("permissions/check", PermissionCheck.as_view(), name="api-permissions-check"),
    path("constituents/<uuid:constituent_id>/consents", Consents.as_view(), name="api-constituent-consents"),
    path("constituents/<uuid:constituent_id>/contact", Contact.as_view(), name="api-constituent-contact"),
]
