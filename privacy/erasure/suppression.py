"""Keeping erased people from coming back: keyed hashes, entered before anything goes.

Every way in asks ``privacy.erasure.arrivals``; here they are entered, counted, and lifted for who comes back by choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmsocial.constituents.models import Source, SourceIdentity, SourceRecord
from crmsocial.core import audit
from crmsocial.core.errors import InvalidInput, NotFound
from crmsocial.core.models import User

from .. import gate
from ..admins import require_admin
from ..models import Erasure, Suppression
from . import journal, keys, registry, traits
from .stores import ErasureSubject

#: Name of the step that enters them.
NAME = "privacy.suppressions"
_LOCK = 0x70726976_61637904


def lock(*, shared: bool) -> None:
    """Whoever brings rows in holds it shared until they commit; whoever suppresses waits for them, and they for it.

    It comes before every other lock.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'_shared' if shared else ''}(%s)", [_LOCK])


class SuppressionStore:
    """The step that enters them. What it searches for are traits of the subject that nothing holds back yet."""

    name = NAME
    label = gettext_lazy("Keeping the person from coming back")
    covers = ("privacy.Suppression",)
    position = 10

    def applies(self, subject: ErasureSubject) -> bool:
        """Data that merely grew too old may come again."""
        return subject.origin != "retention"

    def blocked(self, subject: ErasureSubject) -> str:
        """Never."""
        return ""

    def count(self, subject: ErasureSubject) -> int:
        """Traits that are not entered."""
        return len(missing(subject))

    def erase(self, subject: ErasureSubject) -> int:
        """Enter them; what is written here is what lets the rest go for good."""
        return len(Suppression.objects.bulk_create(missing(subject)))

    def plant(self, subject: ErasureSubject) -> None:
        """A record, or for accounts a holder's, whose address is not entered."""
        source = Source.objects.create(name=f"planted-{subject.erasure_id}")
        identity = SourceIdentity.objects.create(pk=subject.erasure_id, source=source, external_id="planted")
        SourceRecord.objects.create(
            identity=identity,
            values={"email": f"{subject.erasure_id}@planted.invalid"},
            content_hash=bytes(32),
            basis="legitimate_interest",
        )


def enter(subject: ErasureSubject) -> None:
    """Enter them at once, in the caller's transaction, instead of when the step's turn comes."""
    with gate.purpose("erasure", reason="keeping a person from coming back"):
        lock(shared=False)
        SuppressionStore().erase(subject)


def missing(subject: ErasureSubject) -> list[Suppression]:
    """What has to be entered for the subject and is not yet."""
    key_id = keys.current()
    entered = Suppression.objects.filter(erasure_id=subject.erasure_id).values_list(
        "key_id", "kind", "digest", "platform"
    )
    known = {(key, kind, bytes(digest), platform) for key, kind, digest, platform in entered}
    wanted = {(key_id, trait[0], keys.digest(trait, key_id), platform) for trait, platform in traits.of(subject)}
    return [
        Suppression(erasure_id=subject.erasure_id, key_id=key, kind=kind, digest=digest, platform=platform)
        for key, kind, digest, platform in sorted(wanted - known)
    ]


@dataclass(frozen=True, slots=True)
class KeyCount:
    """How many suppressions one key has made. ``known``: the setting has it, so they hold somebody back."""

    key_id: str
    people: int
    digests: int
    known: bool
    current: bool


def counts() -> list[KeyCount]:
    """Suppressions in force by key, the one in use first. Keys that made none are left out, but for that one."""
    rows = Suppression.objects.filter(lifted_at__isnull=True).values("key_id")
    by_key = {
        row["key_id"]: (row["people"], row["digests"])
        for row in rows.annotate(people=Count("erasure", distinct=True), digests=Count("pk")).order_by("key_id")
    }
    ids = [keys.current(), *(key_id for key_id in by_key if key_id != keys.current())]
    return [
        KeyCount(key_id, *by_key.get(key_id, (0, 0)), key_id in settings.SUPPRESSION_KEYS, key_id == keys.current())
        for key_id in ids
    ]


def lift(*, actor: User, email: str, phone: str = "") -> int:
    """Let a person in again who came back of their own will and is known by ``email``; returns how many hashes ended.

    Everything that held this person back ends. Raises NotFound where nobody is held back by the address, InvalidInput
    where several people are and ``phone`` does not say which.
    """
    require_admin(actor, _("Only a privacy admin lets an erased person in again."))
    traits_of_email = list(keys.of_emails([email]))
    if not traits_of_email:
        raise InvalidInput(_("This is not an e-mail address."))
    with transaction.atomic():
        lock(shared=False)
        erasures = _held_by(traits_of_email)
        if phone and len(erasures) > 1:
            erasures &= _held_by(list(keys.of_phones([phone])))
        if not erasures:
            raise NotFound(_("Nobody is held back by this address. Nothing was changed."))
        if len(erasures) > 1:
            raise InvalidInput(_("Several erased people shared this address. Give the person's phone number as well."))
        return _end(Erasure.objects.get(pk=erasures.pop()), actor)


def _held_by(wanted: list[keys.Trait]) -> set[UUID]:
    digests = [keys.digest(trait, key_id) for trait in wanted for key_id in settings.SUPPRESSION_KEYS]
    rows = Suppression.objects.filter(digest__in=digests, lifted_at__isnull=True)
    return set(rows.values_list("erasure_id", flat=True))


def _end(erasure: Erasure, actor: User) -> int:
    standing = Suppression.objects.filter(lifted_at__isnull=True)
    theirs = list(standing.filter(erasure=erasure).values_list("digest", flat=True))
    # What two erased people shared tells nobody apart any more; the other one is still held back by the rest.
    ending = standing.filter(digest__in=theirs)
    by_erasure = [
        (one, journal.digests_of(ending.filter(erasure=one)))
        for one in Erasure.objects.filter(pk__in=ending.values("erasure"))
    ]
    count = ending.update(lifted_at=Now())
    audit.record(
        verb="suppression.lifted",
        object_type="erasure",
        object_id=erasure.pk,
        actor=actor,
        details={"hashes": count},
    )
    for one, digests in by_erasure:
        transaction.on_commit(partial(journal.lifted, one, digests))
    return count


def register() -> None:
    """Enter the step."""
    registry.register(SuppressionStore())
