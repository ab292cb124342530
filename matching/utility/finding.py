"""Asking: the question is matched by the system, and its answer shown for the caller's purpose."""

from __future__ import annotations

from collections.abc import Sequence

from crmsocial.core import audit
from crmsocial.core.models import Role, User
from privacy.gate import purpose as opened
from privacy.lawfulness.purposes import require
from privacy.models import Purpose

from ..engine.api import Record, Scored
from ..index.looking import Look, engine_over
from ..policy import Thresholds
from ..prepared import Left
from ..snapshot import OWN_SOURCES
from .answers import Answer, Judged, judge, shown
from .cluster import Known
from .query import Query
from .sides import account_asked, person_side
from .weighing import weigh

REASON = "matching utility"


def find(*, purpose: str | None = None, actor: User | None = None, **values: str | None) -> Answer:
    """Who of our constituents this may be, by any of the fields of ``Query``, as ``purpose`` lets it be seen.

    ``purpose``: by default the one that goes with the caller's role (``purpose_of``). Raises InvalidInput where nothing
    is asked, PurposeRefused, and IndexUnready.
    """
    return find_all([Query.of(values)], purpose=purpose, actor=actor)[0]


def find_all(queries: Sequence[Query], *, purpose: str | None = None, actor: User | None = None) -> list[Answer]:
    """The same for several questions, in order."""
    name = purpose or purpose_of(actor)
    require(name, actor)
    return [_answer(query, name, actor) for query in queries]


def purpose_of(actor: User | None) -> str:
    """What the caller may open: stewards match, other staff look at profiles, integrations hand data on."""
    if actor is None or actor.has_role(Role.STEWARD, Role.ADMINISTRATOR):
        return Purpose.IDENTITY_MATCHING
    return Purpose.PROFILE_VIEW if actor.has_role(Role.FUNDRAISER, Role.PRIVACY_ADMIN) else Purpose.EXPORT


def _answer(query: Query, name: str, actor: User | None) -> Answer:
    with opened(Purpose.IDENTITY_MATCHING, reason=REASON):
        judged, version = _match(query, name)
    with opened(name, reason=REASON, actor=actor) as opening:
        answer = shown(judged, version, with_values=name != Purpose.EXPORT)
        opening.shows(
            constituents=[one.constituent_id for one in answer.matches],
            personas=[account.persona_id for one in answer.matches for account in one.accounts],
        )
        audit.record(
            verb="matching.asked",
            object_type="match",
            object_id="utility",
            actor=actor,
            details={"fields": sorted(query.says), "purpose": str(name), "outcome": answer.outcome,
                     "matches": len(answer.matches), "model": version},
        )  # fmt: skip
    return answer


def _match(query: Query, name: str) -> tuple[list[Judged], str]:
    """Compare the question with those it may be compared with."""
    account, person = account_asked(query, name), query.person
    look = Look(person_side())
    by_id: dict[str, Left] = {}
    of_account: list[Scored] = []
    if account is not None:
        its_look = look if account.side == person_side() else Look(account.side)
        of_account = _score(its_look, account.record, by_id)
    of_person = _score(look, person, by_id) if person is not None else []
    known = Known(query, {left.constituent_id for left in by_id.values()}, name)
    weighed = weigh(of_account, of_person, by_id, look.model, known)
    thresholds = Thresholds(**look.parameters.get("thresholds", {}))
    steward_only = account is not None and account.side.kind == OWN_SOURCES
    return judge(weighed, thresholds, steward_only=steward_only), look.version


def _score(look: Look, record: Record, by_id: dict[str, Left]) -> list[Scored]:
    """Everybody who shares a key with the record, whatever the probability: they compete later."""
    met: list[Left] = look.met_by(record)
    if not met:
        return []
    by_id.update((left.record.id, left) for left in met)
    return engine_over([left.record for left in met], look.model).score([record], top=len(met), min_probability=0.0)
