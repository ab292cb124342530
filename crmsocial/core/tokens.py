"""API tokens of integrations: made and revoked by administrators, stored as hashes, audited by their first letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from knox.models import AuthToken

from . import audit
from .errors import Conflict, NotFound
from .models import Role, User

#: So many letters of a token's key name it to people; they open nothing.
SHOWN = 8


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token in clear, which nobody can read again, and when it ends."""

    secret: str
    expires: datetime | None


def make(*, user_id: int, actor: User | None) -> NewToken:
    """Make a token that acts as the integration, for as long as ``REST_KNOX`` says.

    Raises NotFound, or Conflict where the user is no active integration.
    """
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
        if user is None:
            raise NotFound(_("There is no such user."))
        if not user.has_role(Role.INTEGRATION):
            raise Conflict(_("Only an active integration has tokens. Give the user that role first."))
        token, secret = AuthToken.objects.create(user)
        _record("token.make", user, token.token_key, actor)
    return NewToken(secret, token.expiry)


def revoke(*, user_id: int, key: str, actor: User | None) -> None:
    """End the token whose key is ``key`` at once; raises NotFound where the user has none such."""
    with transaction.atomic():
        token = AuthToken.objects.select_related("user").filter(user_id=user_id, token_key=key).first()
        if token is None:
            raise NotFound(_("The token has already ended."))
        token.delete()
        _record("token.revoke", token.user, key, actor)


def revoke_all(*, user: User, actor: User | None) -> None:
    """End every token of the user, in the caller's transaction."""
    for token in AuthToken.objects.filter(user=user):
        revoke(user_id=user.pk, key=token.token_key, actor=actor)


def _record(verb: str, user: User, key: str, actor: User | None) -> None:
    audit.record(verb=verb, object_type="user", object_id=user.pk, actor=actor, details={"token": key[:SHOWN]})
