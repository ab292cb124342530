"""Asking by the hundred: a job answers, its owner fetches the answers once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.core import audit, jobs
from crmsocial.core.errors import InvalidInput, NotFound
from crmsocial.core.jobs import JobRun
from crmsocial.core.models import Job, User
from privacy.gate import purpose as opened
from privacy.lawfulness.purposes import require

from ..index import state
from ..keeping import kept_alive
from ..models import MatchQuestion
from .answers import Answer, ShownAccount, linked_accounts
from .finding import REASON, find_all, purpose_of
from .query import Query

JOB = "matching.questions"
MOST = 500
#: How long questions wait for their answers to be fetched.
KEPT = timedelta(hours=1)


@transaction.atomic
def ask(*, items: Sequence[Mapping[str, Any]], purpose: str | None, actor: User) -> MatchQuestion:
    """Have a worker answer these questions. Raises InvalidInput, naming the item, PurposeRefused and IndexUnready."""
    if not 1 <= len(items) <= MOST:
        raise InvalidInput(_("Ask between 1 and %(most)d questions at a time.") % {"most": MOST})
    for number, item in enumerate(items):
        try:
            Query.of(item)
        except InvalidInput as error:
            raise InvalidInput(f"items[{number}]: {error.message}", item=number) from error
    name = purpose or purpose_of(actor)
    require(name, actor)
    state.require()
    forget_old()
    made = MatchQuestion.objects.create(asked_by=actor, purpose=name, items=list(items))
    job = jobs.enqueue(
        kind=JOB, unique_key=f"{JOB}:{made.pk}", args={"question_id": str(made.pk)}, actor=actor, total=len(items)
    )
    made.job_id = job.pk
    made.save(update_fields=["job_id"])
    audit.record(
        verb="matching.asked_many", object_type="match_question", object_id=made.pk, actor=actor,
        details={"items": len(items), "purpose": str(name)},
    )  # fmt: skip
    return made


@transaction.atomic
def fetch(*, question_id: UUID, actor: User) -> list[dict[str, Any]] | None:
    """The answers, which are then forgotten; None while they are being found. Raises NotFound for anybody else."""
    found = MatchQuestion.objects.select_for_update().filter(pk=question_id, asked_by=actor).first()
    if found is None:
        raise NotFound(_("There are no such answers: they can be fetched once, within the hour, by who asked."))
    if found.answered_at is None:
        return None
    answers: list[dict[str, Any]] = found.answers
    with opened(found.purpose, reason=REASON, actor=actor) as opening:
        shown = linked_accounts(found.constituent_ids)
        for match in (match for one in answers for match in one["matches"]):
            match["accounts"] = [_account(one) for one in shown[UUID(match["constituent_id"])]]
        opening.shows(
            constituents=found.constituent_ids, personas=[one.persona_id for some in shown.values() for one in some]
        )
    found.delete()
    audit.record(verb="matching.fetched", object_type="match_question", object_id=question_id, actor=actor)
    return answers


def forget_old() -> int:
    """Delete questions that nobody fetched the answers of."""
    return MatchQuestion.objects.filter(created_at__lt=Now() - KEPT).delete()[0]


def forget_about(*, constituent_ids: Collection[UUID]) -> int:
    """Delete answers that wait and tell of people of whom something else holds now; whoever asked asks again."""
    waiting = MatchQuestion.objects.filter(answered_at__isnull=False)
    if not waiting.exists():
        return 0
    return waiting.filter(constituent_ids__overlap=list(constituent_ids)).delete()[0]


def _forget(job: Job) -> None:
    MatchQuestion.objects.filter(pk=job.args["question_id"]).delete()


@jobs.handler(JOB, title=gettext_lazy("Answering who it might be"), on_failure=_forget, on_cancel=_forget)
def answer(job: JobRun) -> None:
    """Answer all questions of one client; what was forgotten meanwhile needs no answer."""
    found = MatchQuestion.objects.select_related("asked_by").filter(pk=job.args["question_id"]).first()
    if found is None or found.answered_at is not None:
        return job.finish(result={})
    with kept_alive(job):
        answers = find_all([Query.of(item) for item in found.items], purpose=found.purpose, actor=found.asked_by)
        keep(found, answers)
    return job.finish(result={"items": len(answers)})


def keep(question: MatchQuestion, answers: Sequence[Answer]) -> None:
    """Keep the answers until they are fetched, without accounts; the questions are needed no more."""
    matches = [match for one in answers for match in one.matches]
    MatchQuestion.objects.filter(pk=question.pk).update(
        items=[],
        answers=[
            as_json(replace(one, matches=[replace(match, accounts=[]) for match in one.matches])) for one in answers
        ],
        constituent_ids=sorted({match.constituent_id for match in matches}),
        answered_at=Now(),
    )


def as_json(one: Answer) -> dict[str, Any]:
    """The answer as it is sent."""
    told = asdict(one) | {"outcome": one.outcome}
    for match in told["matches"]:
        match["constituent_id"] = str(match["constituent_id"])
        match["accounts"] = [account | {"persona_id": str(account["persona_id"])} for account in match["accounts"]]
    return told


def _account(one: ShownAccount) -> dict[str, Any]:
    return asdict(one) | {"persona_id": str(one.persona_id)}
