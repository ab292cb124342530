"""Recording the assessments that switch a platform's optional mode on, and the acts that switch it off."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from crmsocial.core import audit
from crmsocial.core.database.deadlocks import again_after_deadlock
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import User

from .. import projection
from ..admins import require_admin
from ..judging.circumstances import modes_on
from ..models import Assessment
from ..platform_rules import RULES
from ..projecting.locks import freeze_circumstances

#: Shorter texts cannot weigh anything.
SHORTEST_TEXT = 60


def record(*, platform: str, mode: str, text: str, actor: User | None) -> Assessment:
    """Record the assessment and switch the mode on; permissions on the platform follow in this transaction.

    Raises InvalidInput for an unknown mode or a text too short to be an assessment, NotPermitted for other roles.
    """
    if len(text.strip()) < SHORTEST_TEXT:
        raise InvalidInput(
            _("The assessment must say why the mode is justified, in at least %(count)s characters.")
            % {"count": SHORTEST_TEXT}
        )
    return _switch(platform=platform, mode=mode, text=text.strip(), actor=actor, on=True)


def switch_off(*, platform: str, mode: str, actor: User | None, text: str = "") -> Assessment:
    """Switch the mode off; what rested on it is hidden in this transaction. Raises Conflict when it is off already."""
    if mode not in modes_on(platform):
        raise Conflict(_("The mode is off already."))
    return _switch(platform=platform, mode=mode, text=text.strip(), actor=actor, on=False)


def _switch(*, platform: str, mode: str, text: str, actor: User | None, on: bool) -> Assessment:
    require_admin(actor, _("Only a privacy admin can switch a platform's mode."))
    rule = RULES.get(platform)
    if rule is None or rule.mode(mode) is None:
        raise InvalidInput(_("The rule of this platform has no mode “%(mode)s”.") % {"mode": mode})
    return again_after_deadlock(lambda: _record(platform=platform, mode=mode, text=text, actor=actor, on=on))


def _record(*, platform: str, mode: str, text: str, actor: User | None, on: bool) -> Assessment:
    with transaction.atomic():
        freeze_circumstances()
        assessment = Assessment.objects.create(platform=platform, mode=mode, switched_on=on, text=text, actor=actor)
        audit.record(
            verb="mode.switched_on" if on else "mode.switched_off",
            object_type="assessment",
            object_id=assessment.pk,
            actor=actor,
            details={"platform": platform, "mode": mode},
        )
        projection.refresh_platform(platform)
    return assessment
