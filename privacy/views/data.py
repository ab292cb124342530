"""The register of personal data: what lies where, how it is guarded, and who erases it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required

from ..register import personal_data


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def data_page(request: HttpRequest) -> HttpResponse:
    """Tables with values about people, then those with ids alone, then the rest."""
    rows = personal_data.table()
    about = [row for row in rows if row.declaration.about_constituents]
    ids = [row for row in rows if row not in about and row.names_people]
    others = [row for row in rows if row not in about and row not in ids]
    return render(request, "privacy/data.html", {"about": about, "ids": ids, "others": others})
