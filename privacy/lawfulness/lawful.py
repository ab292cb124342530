"""Lawful bases other than consent: a purpose is on for a jurisdiction, with all that the law asks, or it is off.

Consent and contract rest on what the person did. That something is public is a basis where no law says otherwise; where
the GDPR holds it is a legitimate interest like any other (art. 6(1)(f)). So legitimate interest is what is switched.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.constituents.models import Basis
from crmsocial.core import audit
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import User

from .. import projection
from ..admins import require_admin
from ..facts.jurisdictions import is_scope, scopes_above
from ..judging.case import uses_of
from ..judging.steps import RULE_DECIDES
from ..models import Category, LawfulBasis, Notice, Purpose
from ..platform_rules import RULES
from ..projecting.locks import freeze_circumstances

#: Shorter texts cannot weigh anything, or tell anybody what to do.
SHORTEST_ASSESSMENT, SHORTEST_OPT_OUT = 60, 20
_ADMINS_ALONE = gettext_lazy("Only a privacy admin can switch a lawful basis on or off.")


def switch_on(
    *,
    purpose: str,
    jurisdiction: str = "",
    basis: str = Basis.LEGITIMATE_INTEREST,
    assessment: str,
    opt_out: str,
    notice: Notice | None,
    actor: User | None,
) -> LawfulBasis:
    """Switch a purpose on for a jurisdiction (empty: wherever no other row holds); permissions follow at once.

    Raises InvalidInput without an assessment, a way to say no, a published notice that tells of the use on this basis,
    or a platform whose rule could allow it; NotPermitted for other roles.
    """
    require_admin(actor, _ADMINS_ALONE)
    _known(purpose, jurisdiction, basis)
    _weighed(assessment, opt_out)
    _told(notice, purpose, basis)
    return _switch(
        purpose=purpose,
        jurisdiction=jurisdiction,
        basis=basis,
        switched_on=True,
        assessment=assessment.strip(),
        opt_out=opt_out.strip(),
        notice=notice,
        actor=actor,
    )


def switch_off(
    *, purpose: str, jurisdiction: str = "", basis: str = Basis.LEGITIMATE_INTEREST, actor: User | None
) -> LawfulBasis:
    """Switch the purpose off for the jurisdiction; what rested on it is hidden in this transaction.

    A row for one jurisdiction goes before the one for everywhere, so it can be switched off there alone. Raises
    Conflict where it is off already.
    """
    require_admin(actor, _ADMINS_ALONE)
    _known(purpose, jurisdiction, basis)
    rows = (_newest(purpose, scope, basis) for scope in scopes_above(jurisdiction))
    standing = next((row for row in rows if row is not None), None)
    if standing is None or not standing.switched_on:
        raise Conflict(_("The purpose is off already."))
    return _switch(purpose=purpose, jurisdiction=jurisdiction, basis=basis, switched_on=False, actor=actor)


def in_force() -> list[LawfulBasis]:
    """The newest row of each purpose and jurisdiction, those that are switched off included, by purpose."""
    rows = LawfulBasis.objects.select_related("notice", "actor").order_by(
        "purpose", "jurisdiction", "basis", "-recorded_at", "-pk"
    )
    return list(rows.distinct("purpose", "jurisdiction", "basis"))


def history(*, purpose: str, jurisdiction: str) -> list[LawfulBasis]:
    """Every row about the purpose there, the newest first."""
    rows = LawfulBasis.objects.select_related("notice", "actor").filter(purpose=purpose, jurisdiction=jurisdiction)
    return list(rows.order_by("-recorded_at", "-pk"))


def allowing(purpose: str, basis: str) -> list[str]:
    """Labels of the platforms whose rule could allow the purpose on this basis."""
    if purpose not in RULE_DECIDES:
        return []
    return [rule.label for rule in RULES.values() if basis in rule.bases]


def _newest(purpose: str, jurisdiction: str, basis: str) -> LawfulBasis | None:
    rows = LawfulBasis.objects.filter(purpose=purpose, jurisdiction=jurisdiction, basis=basis)
    return rows.order_by("-recorded_at", "-pk").first()


def _known(purpose: str, jurisdiction: str, basis: str) -> None:
    if purpose not in Purpose.values:
        raise InvalidInput(_("There is no purpose “%(purpose)s”.") % {"purpose": purpose})
    if basis != Basis.LEGITIMATE_INTEREST:
        raise InvalidInput(
            _(
                "Only legitimate interest is switched: consent and contract rest on what the person did, and that "
                "something is public is no basis of its own."
            )
        )
    if not is_scope(jurisdiction):
        raise InvalidInput(
            _("“%(code)s” is no jurisdiction. Use a country such as DE, a state such as US-CA, or GDPR, CCPA, OTHER.")
            % {"code": jurisdiction}
        )


def _weighed(assessment: str, opt_out: str) -> None:
    if len(assessment.strip()) < SHORTEST_ASSESSMENT:
        raise InvalidInput(
            _("The assessment must weigh the interest against the person's, in at least %(count)s characters.")
            % {"count": SHORTEST_ASSESSMENT}
        )
    if len(opt_out.strip()) < SHORTEST_OPT_OUT:
        raise InvalidInput(
            _("Say how people can say no, as the notice tells them, in at least %(count)s characters.")
            % {"count": SHORTEST_OPT_OUT}
        )


def _told(notice: Notice | None, purpose: str, basis: str) -> None:
    if notice is None or notice.published_at is None:
        raise InvalidInput(_("Name the published notice that tells people of this use."))
    if (Category.PERSONA, purpose, basis) not in uses_of(notice.disclosures):
        raise InvalidInput(
            _("Notice %(version)s tells nobody of “%(purpose)s” on the basis of legitimate interest.")
            % {"version": notice.version, "purpose": Purpose(purpose).label}
        )
    if not allowing(purpose, basis):
        raise InvalidInput(
            _("No platform's rule allows “%(purpose)s” without the person's consent.")
            % {"purpose": Purpose(purpose).label}
        )


def _switch(**fields: Any) -> LawfulBasis:
    return again_after_deadlock(lambda: _record(fields))


def _record(fields: dict[str, Any]) -> LawfulBasis:
    with transaction.atomic():
        freeze_circumstances()
        row = LawfulBasis.objects.create(**fields)
        audit.record(
            verb="lawful_basis.switched_on" if row.switched_on else "lawful_basis.switched_off",
            object_type="lawful_basis",
            object_id=row.pk,
            actor=row.actor,
            details={"purpose": row.purpose, "jurisdiction": row.jurisdiction, "basis": row.basis},
        )
        projection.refresh_all()
    return row
