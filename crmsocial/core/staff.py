"""Who signs in, and with which roles: added, changed and deactivated by administrators, never deleted.

Decisions, consents and the audit log name users, so their rows stay.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from . import audit, tokens
from .errors import Conflict, InvalidInput, NotFound
from .models import Role, User

#: Random bytes of a password that is made up: 20 letters and digits.
PASSWORD_BYTES = 15


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user and the password that was made up for them; empty where they chose one or sign in by tokens alone."""

    user: User
    password: str


def add(
    *,
    email: str,
    roles: Collection[str],
    actor: User | None,
    first_name: str = "",
    last_name: str = "",
    password: str | None = None,
) -> NewUser:
    """Add a user; without ``password`` one is made up, except for who is nothing but an integration.

    Raises InvalidInput where the address is malformed or taken, a role is unknown or the password too weak.
    """
    known = _known(roles)
    tokens_only = known == [Role.INTEGRATION]
    if tokens_only and password:
        raise InvalidInput(_("An integration signs in by tokens and has no password."))
    made_up = "" if password or tokens_only else secrets.token_urlsafe(PASSWORD_BYTES)
    user = User(email=email.strip().lower(), first_name=first_name.strip(), last_name=last_name.strip(), roles=known)
    try:
        user.clean_fields(exclude=["password"])
        if password:
            validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(" ".join(error.messages)) from None
    user.set_password(password or made_up or None)
    try:
        with transaction.atomic():
            user.save()
            _record("user.add", user, actor, roles=known)
    except IntegrityError:
        raise InvalidInput(_("There is already a user with the address %(email)s.") % {"email": user.email}) from None
    return NewUser(user, made_up)


def change_roles(*, user_id: int, roles: Collection[str], actor: User | None) -> User:
    """Give the user exactly these roles.

    Who loses the administrator's role loses Django's admin site too; who loses the integration's, its tokens. Raises
    InvalidInput, NotFound, or Conflict where nobody would be left to administer.
    """
    known = _known(roles)
    with transaction.atomic():
        user = _locked(user_id, leaves=Role.ADMINISTRATOR not in known)
        before, user.roles = sorted(user.roles), known
        if before == known:
            return user
        if Role.ADMINISTRATOR not in known:
            user.is_staff = user.is_superuser = False
        user.save(update_fields=["roles", "is_staff", "is_superuser"])
        if Role.INTEGRATION not in known:
            tokens.revoke_all(user=user, actor=actor)
        _record("user.change_roles", user, actor, roles=known, before=before)
    return user


def deactivate(*, user_id: int, actor: User | None) -> User:
    """Let the user in no more, at once: sessions and tokens end too. Raises NotFound or Conflict."""
    with transaction.atomic():
        user = _locked(user_id, leaves=True)
        if user.is_active:
            user.is_active = False
            user.save(update_fields=["is_active"])
            tokens.revoke_all(user=user, actor=actor)
            _record("user.deactivate", user, actor)
    return user


def reactivate(*, user_id: int, actor: User | None) -> User:
    """Let the user in again, with the roles and the password they had. Raises NotFound."""
    with transaction.atomic():
        user = _locked(user_id, leaves=False)
        if not user.is_active:
            user.is_active = True
            user.save(update_fields=["is_active"])
            _record("user.reactivate", user, actor)
    return user


def new_password(*, user_id: int, actor: User | None) -> NewUser:
    """Make up a new password, which ends the user's sessions. Raises NotFound, or Conflict for an integration."""
    with transaction.atomic():
        user = _locked(user_id, leaves=False)
        if user.roles == [Role.INTEGRATION]:
            raise Conflict(_("An integration signs in by tokens and has no password."))
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        user.set_password(password)
        user.save(update_fields=["password"])
        _record("user.new_password", user, actor)
    return NewUser(user, password)


def _known(roles: Collection[str]) -> list[str]:
    wrong = sorted(set(roles) - set(Role.values))
    if wrong or not roles:
        raise InvalidInput(
            _("There is no role %(wrong)s. Use one or more of: %(known)s.")
            % {"wrong": ", ".join(wrong) or "–", "known": ", ".join(Role.values)}
        )
    return sorted({Role(role).value for role in roles})


def _locked(user_id: int, *, leaves: bool) -> User:
    """The user, locked; refused where they are the last who administer and would leave.

    The administrators are locked first and in order, so that two who remove each other at once do not both succeed.
    """
    users = User.objects.select_for_update(no_key=True)
    administrators = users.filter(is_active=True, roles__contains=[Role.ADMINISTRATOR]).order_by("pk")
    remaining = set(administrators.values_list("pk", flat=True)) - {user_id}
    user = users.filter(pk=user_id).first()
    if user is None:
        raise NotFound(_("There is no such user."))
    if leaves and not remaining and user.has_role(Role.ADMINISTRATOR):
        raise Conflict(_("%(user)s is the last administrator. Make another one first.") % {"user": user})
    return user


def _record(verb: str, user: User, actor: User | None, **details: object) -> None:
    audit.record(verb=verb, object_type="user", object_id=user.pk, actor=actor, details=details)
