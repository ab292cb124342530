"""One question to the gate, judged from the ledger as it stands, with all that the answer rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from crmsocial.constituents.ids import current_id

from .. import projection
from ..consent.fold import Act
from ..facts.jurisdictions import Law, resolved
from ..models import Account, Category, ConsentEvent, LawfulBasis, Notice
from ..platform_rules import RULES, PlatformRule
from ..projecting.endings import Times, ended
from . import circumstances
from .case import Case, Circumstances
from .steps import Answer, judged
from .verdicts import Verdict, unknown


@dataclass(frozen=True)
class Asked:
    """A question and its answer. ``case`` None: nothing is known of the account.

    ``trail``: what each step of the judgement said, in order. Where a permission ends by itself (``ended_by``), no step
    said so: it was allowed, and its time is over.
    """

    verdict: Verdict
    case: Case | None = None
    account: Account | None = None
    constituent_id: UUID | None = None
    trail: list[Answer] = field(default_factory=list)

    @property
    def ended_by(self) -> Verdict | None:
        """The verdict that time alone gave."""
        last = self.trail[-1].verdict if self.trail else None
        denied = last is not None and not last.allowed
        return None if self.verdict.allowed or denied or self.case is None else self.verdict

    @property
    def rule(self) -> PlatformRule | None:
        """The rule of the platform."""
        return RULES.get(self.case.platform) if self.case else None

    @property
    def acts(self) -> list[Act]:
        """The acts that speak of the question, the newest first."""
        heard = self.case.heard if self.case else []
        return sorted(heard, key=lambda act: (act.effective or act.recorded_at, act.recorded_at), reverse=True)

    @property
    def events(self) -> list[ConsentEvent]:
        """The same as rows of the ledger."""
        ids = [act.event_id for act in self.acts]
        found = ConsentEvent.objects.select_related("actor", "notice").in_bulk([pk for pk in ids if pk])
        return [found[pk] for pk in ids if pk in found]

    @property
    def decided_by(self) -> ConsentEvent | None:
        """The act that the standing rests on."""
        act = self.case.standing.act if self.case else None
        if act is None or act.event_id is None:
            return None
        return ConsentEvent.objects.select_related("actor", "notice").filter(pk=act.event_id).first()

    @property
    def seen(self) -> Notice | None:
        """The notice that the person saw who consented."""
        act = self.case.standing.act if self.case else None
        return Notice.objects.filter(pk=act.notice_id).first() if act and act.notice_id else None

    @property
    def jurisdiction(self) -> str:
        """Whose law holds, as a code."""
        return resolved(self.case.holder.jurisdiction if self.case else "")

    @property
    def law(self) -> Law | None:
        """That law."""
        return self.case.holder.law if self.case else None

    @property
    def switch(self) -> LawfulBasis | None:
        """The row that says whether legitimate interest is switched on for this purpose and jurisdiction."""
        if self.case is None:
            return None
        found = self.case.around.switch(self.case.purpose, self.case.holder.jurisdiction)
        if found is None or found.row_id is None:
            return None
        return LawfulBasis.objects.select_related("actor", "notice").filter(pk=found.row_id).first()


def of_account(persona_id: UUID, purpose: str, *, category: str = Category.PERSONA, recipient: str = "") -> Asked:
    """Whether ``purpose`` is permitted for the account's data of ``category``."""
    account = Account.objects.filter(pk=persona_id).first()
    if account is None:
        return Asked(unknown("account_unknown"))
    around = circumstances.read()
    (case_of,) = projection.cases_of([account], around, category=category, recipient=recipient)
    case, trail = case_of(purpose), list[Answer]()
    verdict = ended(judged(case, trail), Times.of(account), around.now)
    return Asked(verdict, case, account, account.constituent_id, trail)


def of_constituent(
    constituent_id: UUID,
    purpose: str,
    platform: str = "",
    *,
    category: str = Category.PERSONA,
    recipient: str = "",
    around: Circumstances | None = None,
) -> Asked:
    """What the constituent's own acts say of ``purpose``, whatever accounts they hold."""
    pk, trail = current_id(constituent_id), list[Answer]()
    case = projection.case_of_constituent(
        pk, purpose, platform, around or circumstances.read(), category=category, recipient=recipient
    )
    return Asked(judged(case, trail), case, None, pk, trail)
