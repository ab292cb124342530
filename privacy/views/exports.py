"""Everybody's exports, for privacy admins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from crmsocial.core.models import Role
from crmsocial.core.roles import roles_required

from ..exports import selectors


@require_GET
@roles_required(Role.PRIVACY_ADMIN)
def exports_page(request: HttpRequest) -> HttpResponse:
    """The newest exports of all."""
    return render(request, "privacy/exports.html", {"exports": selectors.all_exports()})
