"""What privacy's pages do: staff record acts, withdraw for a person, and deal with incidents."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.constituents.ids import current_id
from crmsocial.constituents.models import Basis, Constituent
from crmsocial.core.errors import InvalidInput, NotFound
from crmsocial.core.models import User

from . import ledger
from .admins import require_admin
from .consent import sense, withdrawing
from .consent.subjects import Subject
from .models import ConsentEvent, Purpose
from .platform_rules import RULES
from .screens.event_view import METHODS

_ADMINS_ALONE = gettext_lazy("Only a privacy admin records what a person said.")


def existing(constituent_id: UUID) -> UUID:
    """The id under which the constituent stands today. Raises NotFound for an id that nobody ever had."""
    pk = current_id(constituent_id)
    if not Constituent.objects.filter(pk=pk).exists():
        raise NotFound(_("There is no such constituent."))
    return pk


def record_for(constituent_id: UUID, *, actor: User, act: dict[str, Any]) -> ConsentEvent:
    """Record what a person told staff; ``act`` as ``forms.ActForm.act`` gives it.

    Raises InvalidInput for an act that makes no sense after what was recorded before, such as renewing no consent.
    """
    require_admin(actor, _ADMINS_ALONE)
    pk = existing(constituent_id)
    senseless = sense.why_senseless(pk, act)
    if senseless:
        raise InvalidInput(senseless)
    return ledger.record(subject=Subject(constituent_id=pk), basis=Basis.CONSENT, actor=actor, **act)


def withdraw_for(
    constituent_id: UUID,
    *,
    actor: User,
    method: str,
    platform: str = "",
    purpose: str = "",
    category: str = "",
    channels: Collection[str] = (),
    proof: str = "",
) -> list[ConsentEvent]:
    """Withdraw, or object, for a person who told staff so by ``method`` (see ``event_view.METHODS``).

    What is meant is named as in ``withdrawing.withdraw``. Returns the acts that were recorded. Raises InvalidInput for
    an unknown platform, purpose, category, channel or method.
    """
    require_admin(actor, _ADMINS_ALONE)
    if platform not in ("", *RULES) or purpose not in ("", *Purpose.values):
        raise InvalidInput(_("There is no such platform or purpose to withdraw from."))
    if method not in METHODS:
        raise InvalidInput(_("Say how the person told you. Nothing was changed."))
    return withdrawing.withdraw(
        constituent_id=existing(constituent_id),
        platform=platform,
        purpose=purpose,
        category=category,
        channels=channels,
        actor=actor,
        method=method,
        proof=proof,
    )
