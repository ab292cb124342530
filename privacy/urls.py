"""Addresses of privacy's pages, under /privacy/."""

from __future__ import annotations

from django.urls import path

from .views import (
    access,
    art14,
    callbacks,
    data,
    exports,
    gate,
    incidents,
    lawful,
    notice_edit,
    notices,
    overview,
    people,
    person,
    platforms,
    receipts,
    request,
    request_package,
    requests,
)

app_name = "privacy"
urlpatterns = [
    path("", overview.overview_page, name="overview"),
    path("chart/", overview.chart, name="chart"),
    path("accounts/", overview.accounts, name="accounts"),
    path("incidents/", incidents.incidents_page, name="incidents"),
    path("incidents/<uuid:incident_id>/resolve/", incidents.incident_resolve, name="incident_resolve"),
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
    path("lawful/", lawful.lawful_page, name="lawful"),
    path("lawful/on/", lawful.lawful_on, name="lawful_on"),
    path("lawful/off/", lawful.lawful_off, name="lawful_off"),
    path("notices/", notices.notices_page, name="notices"),
    path("notices/due/", art14.art14_page, name="art14"),
    path("notices/due/record/", art14.art14_record, name="art14_record"),
    path("notices/due/people.csv", art14.art14_file, name="art14_file"),
    path("notices/new/", notices.notice_new, name="notice_new"),
    path("notices/<uuid:notice_id>/", notices.notice_page, name="notice"),
    path("notices/<uuid:notice_id>/edit/", notice_edit.notice_edit, name="notice_edit"),
    path("notices/<uuid:notice_id>/<slug:verb>/", notices.notice_move, name="notice_move"),
    # requests
    path("requests/", requests.desk, name="requests"),
    path("requests/calendar/", requests.requests_calendar, name="requests_calendar"),
    path("requests/new/", requests.request_new, name="request_new"),
    path("requests/people/", requests.request_people, name="request_people"),
    path("requests/<uuid:request_id>/", request.request_page, name="request"),
    path("requests/<uuid:request_id>/package/", request_package.request_package, name="request_package"),
    path("requests/<uuid:request_id>/package.zip", request_package.request_package_file, name="request_package_file"),
    path("requests/<uuid:request_id>/letters/<slug:name>/", request_package.request_letter, name="request_letter"),
    path("requests/<uuid:request_id>/<slug:verb>/", request.request_verb, name="request_verb"),
    # erasures
    # retention and holds
    path("callbacks/", callbacks.callbacks_page, name="callbacks"),
    path("data/", data.data_page, name="data"),
    # access log, exports, gate
    path("gate/", gate.gate_page, name="gate"),
    path("access/", access.access_page, name="access"),
    path("access/<uuid:constituent_id>.csv", access.access_file, name="access_file"),
    path("exports/", exports.exports_page, name="exports"),
]
