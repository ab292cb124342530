"""Addresses of privacy's pages, under /privacy/."""

from __future__ import annotations

from django.urls import path

from .views import access, callbacks, data, exports, notice_edit, notices, overview, people, person, platforms, receipts

app_name = "privacy"
urlpatterns = [
    path("", overview.overview_page, name="overview"),
    path("incidents/<uuid:incident_id>/resolve/", overview.incident_resolve, name="incident_resolve"),
    # platforms
    path("platforms/", platforms.platforms_page, name="platforms"),
    path("platforms/<slug:platform>/modes/<slug:mode>/on/", platforms.mode_on, name="mode_on"),
    path("platforms/<slug:platform>/modes/<slug:mode>/off/", platforms.mode_off, name="mode_off"),
    # one person
    path("people/", people.people, name="people"),
    path("constituents/<uuid:constituent_id>/", person.person_page, name="person"),
    path("constituents/<uuid:constituent_id>/record/", person.person_record, name="person_record"),
    path("constituents/<uuid:constituent_id>/withdraw/", person.person_withdraw, name="person_withdraw"),
    path("constituents/<uuid:constituent_id>/receipts/", receipts.receipts_of_person, name="receipts"),
    path("receipts/<uuid:event_id>/", receipts.receipt, name="receipt"),
    path("receipts/verify/", receipts.receipt_verify, name="receipt_verify"),
    # notices and lawful bases
    path("notices/", notices.notices_page, name="notices"),
    path("notices/new/", notices.notice_new, name="notice_new"),
    path("notices/<uuid:notice_id>/", notices.notice_page, name="notice"),
    path("notices/<uuid:notice_id>/edit/", notice_edit.notice_edit, name="notice_edit"),
    path("notices/<uuid:notice_id>/<slug:verb>/", notices.notice_move, name="notice_move"),
    # requests
    # erasures
    # retention and holds
    path("callbacks/", callbacks.callbacks_page, name="callbacks"),
    path("data/", data.data_page, name="data"),
    # access log, exports, gate
    path("access/", access.access_page, name="access"),
    path("access/<uuid:constituent_id>.csv", access.access_file, name="access_file"),
    path("exports/", exports.exports_page, name="exports"),
]
