"""What lies on the demo's privacy desk: requests with their clocks, a hold, a schedule, a notice to be approved."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from crmsocial.constituents.models import Source
from crmsocial.core.models import User
from crmsocial.identity.models import Membership
from privacy.holds import services as holds
from privacy.models import Category, Hold, Notice, RequestKind, RetentionSchedule, SubjectRequest
from privacy.notices import services as notice_services
from privacy.requests import services as requests
from privacy.retention import services as retention

from .fiction import records

#: What is asked, how it came, days ago, whether the identity was proven by now.
_REQUESTS = (
    (RequestKind.ACCESS, "email", 26, True, "Please send me everything that you hold about me."),
    (RequestKind.RECTIFICATION, "phone", 9, True, "My surname changed when I married."),
    (RequestKind.ERASURE, "letter", 3, False, "Please delete me and the accounts that you linked to me."),
    (RequestKind.OBJECTION, "form", 1, False, "I do not want to be looked for on X."),
)
_PRINTED_ELSEWHERE = "Our letters are printed elsewhere: the printer receives the addresses of those who agreed to it."
_MAILING_HOUSE = "Northwind Mailing House (fictional), which prints our letters"


def fill(*, first: User, second: User) -> int:
    """Put on the desk what is not there yet; returns how many requests there are."""
    people = _people()
    now = timezone.now()
    for number, (kind, via, days, verified, text) in enumerate(_REQUESTS):
        key = uuid5(NAMESPACE_URL, f"https://harbourlights.example/requests/{number}")
        if not SubjectRequest.objects.filter(pk=key).exists():
            _request(
                key, people[number], kind, via, now - timedelta(days=days), first if verified else None, text, second
            )
    if not Hold.objects.exists():
        holds.place(
            actor=first,
            ground="tax_law",
            review_on=timezone.localdate() + timedelta(days=365),
            constituent_id=people[0],
            covers=Category.TRANSACTIONS,
            note="Gift receipts of the last tax years",
        )
    if not RetentionSchedule.objects.exists():
        retention.create(actor=first, category=Category.TRANSACTIONS, keep_days=3650)
    _notice(first)
    return SubjectRequest.objects.count()


def _people() -> list[UUID]:
    """Some donors, always the same ones."""
    donors = Source.objects.get(name=records.DONORS)
    rows = Membership.objects.filter(identity__source=donors, ended_at__isnull=True).order_by("identity__external_id")
    return list(rows.values_list("constituent_id", flat=True)[: len(_REQUESTS)])


def _request(
    key: UUID, who: UUID, kind: str, via: str, at: datetime, verifier: User | None, text: str, assignee: User
) -> None:
    made = requests.receive(
        key=key, kind=kind, constituent_id=who, received_via=via, received_at=at, actor=assignee, text=text
    )
    if verifier:
        made = requests.verify_identity(
            request_id=key, lock_version=made.lock_version, method="known_contact", actor=verifier
        )
        requests.assign(request_id=key, lock_version=made.lock_version, assignee=verifier, actor=assignee)


def _notice(author: User) -> None:
    """A version with a new recipient: when a second admin approves it, those who consented are asked again."""
    if Notice.objects.filter(drafted_by__isnull=False).exists():
        return
    draft = notice_services.draft_copy(actor=author)
    rows = [
        {**row, "recipients": [*row["recipients"], _MAILING_HOUSE]}
        if row["purpose"] == "contact" and row["basis"] == "consent" and row["category"] == "contact"
        else row
        for row in draft.disclosures
    ]
    draft = notice_services.edit(
        notice=draft,
        lock_version=draft.lock_version,
        version=draft.version,
        title=draft.title,
        body=f"{draft.body}\n\n{_PRINTED_ELSEWHERE}",
        disclosures=rows,
        actor=author,
    )
    notice_services.submit(notice=draft, lock_version=draft.lock_version, actor=author)
