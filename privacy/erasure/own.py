"""Stores of privacy itself: what the gate knows of people and accounts, and the words of their requests.

Acts, decisions, requests and entries of the access log stay: they hold ids, states and keyed hashes only.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from ..judging.circumstances import database_now
from ..models import Account, Category, LookFor, Permission, Person, RequestKind, RequestNote, SubjectRequest
from . import registry
from .stores import ErasureSubject
from .tables import TableStore, sought


class PersonStore(TableStore):
    """Whose law holds, and whether the person is of age."""

    name = "privacy.people"
    label = _("What the gate knows of the person")
    position = 90
    model = Person
    columns = {"pk": "constituent_ids"}
    category = Category.CONTACT

    def plant(self, subject: ErasureSubject) -> None:
        """A person."""
        Person.objects.create(constituent_id=subject.erasure_id)


class LookForStore(TableStore):
    """Where the person agreed to be looked for."""

    name = "privacy.looked_for"
    label = _("Where the person agreed to be looked for")
    position = 91
    model = LookFor
    columns = {"constituent_id": "constituent_ids"}
    category = Category.PERSONA

    def plant(self, subject: ErasureSubject) -> None:
        """An agreement."""
        LookFor.objects.create(constituent_id=subject.erasure_id, platform="other")


class PermissionStore(TableStore):
    """What policies read."""

    name = "privacy.permissions"
    label = _("Permissions of accounts")
    position = 92
    model = Permission
    columns = {"persona_id": "persona_ids"}
    category = Category.PERSONA

    def plant(self, subject: ErasureSubject) -> None:
        """A permission."""
        Permission.objects.create(persona_id=subject.erasure_id, purpose="export", reason="planted")


class AccountStore(TableStore):
    """What the gate knows of accounts: platform, basis, signals, holder."""

    name = "privacy.accounts"
    label = _("What the gate knows of accounts")
    position = 93
    model = Account
    columns = {"pk": "persona_ids"}
    category = Category.PERSONA

    def rows(self, subject: ErasureSubject) -> QuerySet[Account]:
        """By persona, and by the keyed hash of the account, whatever persona has it by now."""
        by_hash = Q(account_hash__in=subject.account_hashes)
        return Account.objects.filter(by_hash | Q(persona_id__in=sought(subject, "persona_ids")))

    def plant(self, subject: ErasureSubject) -> None:
        """An account."""
        Account.objects.create(
            persona_id=subject.erasure_id,
            platform="other",
            account_hash=bytes(32),
            basis="consent",
            source_kind="staff",
            registered_at=database_now(),
        )


class RequestNoteStore(TableStore):
    """What the person wrote to us and we to them."""

    name = "privacy.request_notes"
    label = _("Words of requests")
    position = 94
    model = RequestNote
    columns = {"request__constituent_id": "constituent_ids"}
    category = Category.CONTENT

    def plant(self, subject: ErasureSubject) -> None:
        """A request with a note."""
        now = database_now()
        request = SubjectRequest.objects.create(
            pk=subject.erasure_id,
            kind=RequestKind.ACCESS,
            constituent_id=subject.erasure_id,
            received_via="letter",
            received_at=now,
            due_on=now.date(),
        )
        RequestNote.objects.create(request=request, kind="internal", text="planted")


def register() -> None:
    """Enter these stores."""
    for store in (PersonStore(), LookForStore(), PermissionStore(), AccountStore(), RequestNoteStore()):
        registry.register(store)
