"""Addresses of privacy's pages, under /privacy/."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "privacy"
urlpatterns = [
    path("", views.overview_page, name="overview"),
    path("platforms/", views.platforms_page, name="platforms"),
    path("platforms/<slug:platform>/modes/<slug:mode>/on/", views.mode_on, name="mode_on"),
    path("platforms/<slug:platform>/modes/<slug:mode>/off/", views.mode_off, name="mode_off"),
    path("constituents/<uuid:constituent_id>/", views.person_page, name="person"),
    path("constituents/<uuid:constituent_id>/record/", views.person_record, name="person_record"),
    path("constituents/<uuid:constituent_id>/withdraw/", views.person_withdraw, name="person_withdraw"),
    path("incidents/<uuid:incident_id>/resolve/", views.incident_resolve, name="incident_resolve"),
]
