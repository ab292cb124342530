"""The administrators' pages about staff and integrations."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import staff, tokens
from ..errors import DomainError
from ..forms import NewUserForm, RolesForm
from ..models import Role, User
from ..roles import roles_required, signed_in
from ..selectors import all_staff, tokens_of

administrators = roles_required(Role.ADMINISTRATOR)


@require_http_methods(["GET", "POST"])
@administrators
def staff_list(request: HttpRequest) -> HttpResponse:
    """Everybody with their roles, and the form that adds somebody."""
    form = NewUserForm(request.POST or None)
    if request.method == "GET":
        return render(request, "core/staff.html", {"people": all_staff(), "form": NewUserForm()})
    if form.is_valid():
        try:
            added = staff.add(**form.cleaned_data, actor=signed_in(request))
        except DomainError as error:
            form.add_error("email", error.message)
        else:
            return _member(request, added.user, password=added.password, added=True)
    return render(request, "core/staff.html", {"people": all_staff(), "form": form}, status=422)


@require_GET
@administrators
def staff_member(request: HttpRequest, user_id: int) -> HttpResponse:
    """One user: roles, state, tokens."""
    return _member(request, get_object_or_404(User, pk=user_id))


@require_POST
@administrators
def staff_roles(request: HttpRequest, user_id: int) -> HttpResponse:
    """Give exactly the roles that are ticked."""
    user = get_object_or_404(User, pk=user_id)
    form = RolesForm(request.POST)
    if form.is_valid():
        try:
            staff.change_roles(user_id=user_id, roles=form.cleaned_data["roles"], actor=signed_in(request))
        except DomainError as error:
            form.add_error("roles", error.message)
        else:
            messages.success(request, _("The roles are as you set them."))
            return redirect("core:staff-member", user_id=user_id)
    return _member(request, user, form=form, status=422)


@require_POST
@administrators
def staff_access(request: HttpRequest, user_id: int, act: str) -> HttpResponse:
    """Deactivate or reactivate."""
    work, said = {
        "deactivate": (staff.deactivate, _("They cannot sign in any more.")),
        "reactivate": (staff.reactivate, _("They can sign in again.")),
    }[act]
    user = get_object_or_404(User, pk=user_id)
    try:
        work(user_id=user.pk, actor=signed_in(request))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect("core:staff-member", user_id=user_id)


@require_POST
@administrators
def staff_password(request: HttpRequest, user_id: int) -> HttpResponse:
    """Make up a new password, shown in this answer alone."""
    made = staff.new_password(user_id=user_id, actor=signed_in(request))
    return _member(request, made.user, password=made.password)


@require_POST
@administrators
def token_make(request: HttpRequest, user_id: int) -> HttpResponse:
    """Make a token, shown in this answer alone."""
    made = tokens.make(user_id=user_id, actor=signed_in(request))
    return _member(request, get_object_or_404(User, pk=user_id), token=made)


@require_POST
@administrators
def token_revoke(request: HttpRequest, user_id: int) -> HttpResponse:
    """End the token that the form names."""
    tokens.revoke(user_id=user_id, key=request.POST.get("key", ""), actor=signed_in(request))
    messages.success(request, _("The token opens nothing any more."))
    return redirect("core:staff-member", user_id=user_id)


def _member(
    request: HttpRequest, user: User, *, form: RolesForm | None = None, status: int = 200, **shown: Any
) -> HttpResponse:
    context = {
        "member": user,
        "form": form or RolesForm(initial={"roles": user.roles}),
        "has_tokens": user.has_role(Role.INTEGRATION),
        "has_password": user.roles != [Role.INTEGRATION],
        "tokens": tokens_of(user),
        **shown,
    }
    response = render(request, "core/staff_member.html", context, status=status)
    add_never_cache_headers(response)
    return response
