"""Where a person starts their day."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ..navigation import navigation
from ..roles import STAFF, roles_required


@roles_required(*STAFF)
def home(request: HttpRequest) -> HttpResponse:
    """Lead to the first page that the person's roles allow."""
    items = navigation(request)["nav_items"]
    return redirect(items[0].url if items else "core:jobs")
