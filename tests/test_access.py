"""Every page and call, for every role, against one table. An address that is missing here fails."""

from __future__ import annotations

import pytest
from django.test import Client

from crmsocial.core.models import Role
from tests.factories.core import user_with
from tests.support.pages import Address, addresses

S, F, P, A, I = "steward", "fundraiser", "privacy_admin", "administrator", "integration"  # noqa: E741
STAFF = {S, F, P, A}
PUBLIC = "public"

#: route → roles that may use it, or PUBLIC. Methods share a row; what a role may not POST, it may not see either.
TABLE: dict[str, set[str] | str] = {
    "healthz": PUBLIC,
    "": STAFF,
    "jobs/": STAFF,
    "jobs/<uuid:job_id>/": STAFF,
    "jobs/<uuid:job_id>/cancel/": STAFF,
    "jobs/<uuid:job_id>/retry/": {A},
    "audit/": {A, P},
    "staff/": {A},
    "staff/<int:user_id>/": {A},
    "staff/<int:user_id>/roles/": {A},
    "staff/<int:user_id>/deactivate/": {A},
    "staff/<int:user_id>/reactivate/": {A},
    "staff/<int:user_id>/password/": {A},
    "staff/<int:user_id>/tokens/": {A},
    "staff/<int:user_id>/tokens/revoke/": {A},
    "styleguide/": STAFF,
    "constituents/": {S, F, P},
    "constituents/<uuid:constituent_id>/": {S, F, P},
    "constituents/<uuid:constituent_id>/timeline/": {S, F, P},
    "constituents/<uuid:constituent_id>/links/<uuid:link_id>/unlink/": {S},
    "constituents/<uuid:constituent_id>/unlinked/<uuid:decision_id>/undo/": {S},
    "exports/": {F, P},
    "exports/<uuid:export_id>/download/": {F, P},
    "exports/<uuid:export_id>/revoke/": {F, P},
    "privacy/access/": {P},
    "privacy/access/<uuid:constituent_id>.csv": {P},
    "privacy/exports/": {P},
    "api/v1/constituents": {S, F, P, I},
    "api/v1/constituents/<uuid:constituent_id>": {S, F, P, I},
    "api/v1/constituents/<uuid:constituent_id>/lineage": {S, F, P, I},
    "api/v1/constituents/<uuid:constituent_id>/accounts": {S, F, P, I},
    "api/v1/constituents/<uuid:constituent_id>/consents": {P, I},
    "api/v1/constituents/<uuid:constituent_id>/contact": {S, F, P, I},
    "api/v1/permissions/check": {S, F, P, I},
    "api/v1/jobs": STAFF | {I},
    "api/v1/jobs/(?P<pk>[^/.]+)": STAFF | {I},
    "api/v1/jobs/(?P<pk>[^/.]+)/cancel": STAFF | {I},
    "privacy/": {P},
    "privacy/data/": {P},
    "privacy/platforms/": {P, A},
    "privacy/platforms/<slug:platform>/modes/<slug:mode>/on/": {P},
    "privacy/platforms/<slug:platform>/modes/<slug:mode>/off/": {P},
    "privacy/requests/": {P},
    "privacy/requests/calendar/": {P},
    "privacy/requests/new/": {P},
    "privacy/requests/people/": {P},
    "privacy/requests/<uuid:request_id>/": {P},
    "privacy/requests/<uuid:request_id>/package/": {P},
    "privacy/requests/<uuid:request_id>/package.zip": {P},
    "privacy/requests/<uuid:request_id>/letters/<slug:name>/": {P},
    "privacy/requests/<uuid:request_id>/<slug:verb>/": {P},
    "privacy/constituents/<uuid:constituent_id>/": {P},
    "privacy/constituents/<uuid:constituent_id>/record/": {P},
    "privacy/constituents/<uuid:constituent_id>/withdraw/": {P},
    "privacy/constituents/<uuid:constituent_id>/receipts/": {P},
    "privacy/people/": {P},
    "privacy/figures/art14/": {P},
    "privacy/chart/": {P},
    "privacy/accounts/": {P},
    "privacy/gate/": {P},
    "privacy/incidents/": {P},
    "privacy/receipts/<uuid:event_id>/": {P},
    "privacy/receipts/verify/": {P},
    "receipts/verify/": PUBLIC,
    ".well-known/crmsocial-signing-key.json": PUBLIC,
    "privacy/incidents/<uuid:incident_id>/resolve/": {P},
    "callbacks/meta/deauthorize/": PUBLIC,
    "callbacks/meta/data-deletion/": PUBLIC,
    "callbacks/status/<slug:code>/": PUBLIC,
    "privacy/callbacks/": {P},
    "privacy/retention/": {P},
    "privacy/retention/new/": {P},
    "privacy/retention/<uuid:schedule_id>/": {P},
    "privacy/retention/<uuid:schedule_id>/change/": {P},
    "privacy/retention/<uuid:schedule_id>/preview/": {P},
    "privacy/retention/<uuid:schedule_id>/on/": {P},
    "privacy/retention/<uuid:schedule_id>/off/": {P},
    "privacy/retention/<uuid:schedule_id>/run/": {P},
    "privacy/retention/runs/<uuid:run_id>/": {P},
    "privacy/holds/": {P},
    "privacy/holds/source/": {P},
    "privacy/holds/constituents/<uuid:constituent_id>/": {P},
    "privacy/holds/<uuid:hold_id>/review/": {P},
    "privacy/holds/<uuid:hold_id>/lift/": {P},
    "notices/": PUBLIC,
    "notices/<str:version>/": PUBLIC,
    "privacy/notices/": {P},
    "privacy/notices/new/": {P},
    "privacy/notices/<uuid:notice_id>/": {P},
    "privacy/notices/<uuid:notice_id>/edit/": {P},
    "privacy/notices/<uuid:notice_id>/<slug:verb>/": {P},
    "privacy/lawful/": {P},
    "privacy/lawful/on/": {P},
    "privacy/lawful/off/": {P},
    "privacy/notices/due/": {P},
    "privacy/notices/due/record/": {P},
    "privacy/notices/due/people.csv": {P},
    "privacy/erasures/": {P},
    "privacy/erasures/come-back/": {P},
    "privacy/erasures/<uuid:erasure_id>/": {P},
    "privacy/erasures/<uuid:erasure_id>/manifest.json": {P},
    "privacy/erasures/<uuid:erasure_id>/verify/": {P},
    "privacy/constituents/<uuid:constituent_id>/erase/": {P},
    "review/": {S, A},
    "review/history/": {S, A},
    "review/undo/<uuid:decision_id>/": {S, A},
    "review/unskip/<uuid:candidate_id>/": {S, A},
    "review/<uuid:candidate_id>/": {S, A},
    "review/<uuid:candidate_id>/lease/": {S, A},
    "review/<uuid:candidate_id>/<slug:verb>/": {S, A},
    "api/v1/decisions": {S, A},
    "api/v1/decisions/(?P<pk>[^/.]+)": {S, A},
    "api/v1/decisions/(?P<pk>[^/.]+)/undo": {S, A},
    "intake/": {S, A},
    "intake/upload/": {S, A},
    "intake/<uuid:batch_id>/": {S, A},
    "intake/<uuid:batch_id>/preview/": {S, A},
    "intake/<uuid:batch_id>/discard/": {S, A},
    "intake/<uuid:batch_id>/errors.csv": {S, A},
    "api/v1/batches": {S, A},
    "api/v1/batches/(?P<pk>[^/.]+)": {S, A},
    "runs/": {S, A},
    "runs/<uuid:run_id>/": {S, A},
    "runs/<uuid:run_id>/cancel/": {S, A},
    "runs/<uuid:run_id>/resume/": {S, A},
    "api/v1/candidates": {S, A, I},
    "api/v1/candidates/(?P<pk>[^/.]+)": {S, A, I},
    "api/v1/runs": {S, A},
    "api/v1/runs/(?P<pk>[^/.]+)": {S, A},
    "api/v1/runs/(?P<pk>[^/.]+)/cancel": {S, A},
    "api/v1/runs/(?P<pk>[^/.]+)/resume": {S, A},
    "api/v1/match": {S, F, A, I},
    "api/v1/match/<uuid:question_id>": {S, F, A, I},
    "api/v1/schema": STAFF | {I},
    "api/v1/docs": STAFF | {I},
}


@pytest.mark.parametrize("address", addresses(), ids=lambda one: one.route or "/")
def test_the_table_names_it(address: Address) -> None:
    assert address.route in TABLE, f"Say in TABLE who may use {address.route}"


def test_the_table_names_nothing_else() -> None:
    assert set(TABLE) - {one.route for one in addresses()} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*Role.values, "none", "anonymous"])
def test_every_address(role: str) -> None:
    client = Client()
    if role != "anonymous":
        client.force_login(user_with(*([role] if role in Role.values else [])))
    wrong = []
    for address in addresses():
        allowed = TABLE.get(address.route, set())
        expected = allowed == PUBLIC or role in allowed
        for method in ("get", "post"):
            answer = getattr(client, method)(address.path)
            refused = answer.status_code in {401, 403} or "/accounts/login/" in answer.headers.get("Location", "")
            if answer.status_code != 405 and refused == expected:
                wrong.append((method, address.route, answer.status_code))
    assert wrong == []
