"""What a person who asks is told of their records, interactions, accounts and of what was decided about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.ids import with_former
from crmsocial.constituents.models import Basis, Interaction, SourceIdentity, SourceKind, SourceRecord
from crmsocial.personas.models import HandleHistory
from privacy.requests.registry import FreeText, OtherPerson, Row, register_section

from . import selectors
from .models import Decision, DecisionPayload, Link

#: Bases and sources of what the person gave us or did with us: what they may carry to somebody else.
_CARRIED_BASES = frozenset({Basis.CONSENT, Basis.CONTRACT})
_GIVEN_TO = frozenset(
    {
        SourceKind.FORM,
        SourceKind.CRM,
        SourceKind.DONOR_DATABASE,
        SourceKind.TICKETING,
        SourceKind.EMAIL_LIST,
        SourceKind.VOLUNTEERS,
    }
)
#: Ways in which a person says themselves that an account is theirs.
_SAID_SO = frozenset({"signed_in", "self_declared"})
#: Fields that the dictionary knows to speak of the person alone.
_STRUCTURED = frozenset(
    {
        "full_name", "honorific", "given_name", "middle_name", "family_name", "suffix", "nickname",
        "other_names", "native_name", "gender", "website", "street_number", "address", "address_2", "city",
        "postcode", "state", "country", "national_id", "organisation", "role", "language", "birth_date",
        "death_date", "email", "phone", "observed_at", "external_id", "username", "platform_user_id",
        "display_name", "location", "profile_link", "platform", "verified", "discoverable", "indexable",
        "noindex", "bot", "active", "protected", "suspended", "memorial", "limited", "account_created",
        "followers", "snapshot", "consented_at",
    }
)  # fmt: skip


def values_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row's values; text under names that nobody declared may speak of anybody."""
    return {
        key: FreeText(value) if isinstance(value, str) and key not in _STRUCTURED else value
        for key, value in values.items()
    }


def source_records(constituent_id: UUID) -> Iterator[Row]:
    """Every version of every row that is the constituent now."""
    identities = selectors.member_ids([constituent_id])
    rows = SourceRecord.objects.filter(identity_id__in=identities).select_related("identity__source")
    for record in rows.order_by("identity_id", "version"):
        identity = record.identity
        yield Row(
            {
                "identity_id": identity.pk,
                "source": str(identity.source),
                "source_kind": identity.source.kind,
                "external_id": identity.external_id,
                "record_id": record.pk,
                "version": record.version,
                "current": record.pk == identity.current_record_id,
                "basis": record.basis,
                "observed_at": record.observed_at,
                "received_at": record.received_at,
                "batch_id": record.batch_id,
                "values": values_of(record.values),
            },
            provided=record.basis in _CARRIED_BASES and identity.source.kind in _GIVEN_TO,
        )


def interactions(constituent_id: UUID) -> Iterator[Row]:
    """Everything between us and the constituent, oldest first."""
    identities = selectors.member_ids([constituent_id])
    rows = Interaction.objects.filter(identity_id__in=identities)
    for row in rows.select_related("identity__source", "identity__current_record").order_by("at", "pk"):
        yield Row(
            {
                "interaction_id": row.pk,
                "source": str(row.identity.source),
                "external_id": row.external_id,
                "kind": row.kind,
                "at": row.at,
                "amount": row.amount,
                "currency": row.currency,
                "summary": FreeText(row.summary),
            },
            provided=_carried(row.identity),
        )


def _carried(identity: SourceIdentity) -> bool:
    record = identity.current_record
    return record is not None and record.basis in _CARRIED_BASES and identity.source.kind in _GIVEN_TO


def accounts(constituent_id: UUID) -> Iterator[Row]:
    """Accounts that are held to be the constituent's now."""
    links = list(selectors.active_links(constituent_id).select_related("persona__source", "decision"))
    handles: dict[UUID, list[str]] = {}
    former = HandleHistory.objects.filter(persona_id__in=[link.persona_id for link in links]).order_by("last_seen")
    for persona_id, handle in former.values_list("persona_id", "handle"):
        handles.setdefault(persona_id, []).append(handle)
    for link in links:
        yield Row(_account(link, handles.get(link.persona_id, [])), provided=link.method in _SAID_SO)


def _account(link: Link, handles: list[str]) -> dict[str, Any]:
    persona = link.persona
    return {
        "persona_id": persona.pk,
        "platform": persona.platform,
        "account_id": persona.account_id,
        "handle": persona.handle,
        "former_handles": [handle for handle in handles if handle != persona.handle],
        "display_name": persona.display_name,
        "bio": FreeText(persona.bio),
        "location": persona.location,
        "profile_link": persona.profile_link,
        "language": persona.language,
        "source": str(persona.source),
        "basis": persona.basis,
        "observed_at": persona.observed_at,
        "values": values_of(persona.values),
        "link": {
            "state": link.state,
            "method": link.method,
            "reason": link.decision.reason if link.decision else "",
            "since": link.valid_from,
        },
    }


def decisions(constituent_id: UUID) -> Iterator[dict[str, Any]]:
    """What was decided of the constituent. Accounts of others are numbers, and colleagues' notes stay with us.

    The evidence is told where the account is held to be the person's own: elsewhere it describes somebody else.
    """
    identities = selectors.member_ids([constituent_id])
    ids = with_former(constituent_id)
    rows = Decision.objects.filter(
        Q(left_identities__overlap=identities)
        | Q(right_identities__overlap=identities)
        | Q(constituent_id__in=ids, left_identities=[]),
        reverses__isnull=True,
    ).select_related("reversed_by")
    mine = set(selectors.active_links(constituent_id).values_list("persona_id", flat=True))
    evidence = dict(
        DecisionPayload.objects.filter(decision__in=rows, persona_id__in=mine).values_list("decision_id", "evidence")
    )
    for row in rows.order_by("decided_at", "pk"):
        own = row.persona_id in mine
        yield {
            "decision_id": row.pk,
            "verdict": row.verdict,
            "about": "account" if row.persona_id else "records",
            "account": (row.persona_id if own else OtherPerson(row.persona_id)) if row.persona_id else None,
            "reason": row.reason,
            "method": row.method,
            "probability": row.probability,
            "decided_at": row.decided_at,
            "taken_back": hasattr(row, "reversed_by"),
            "evidence": list(evidence.get(row.pk, [])) if own else [],
        }


def register() -> None:
    """Lend the requests desk these sections."""
    register_section("source_records", source_records, label=_("Your records, as sources gave them"), position=20)
    register_section("interactions", interactions, label=_("Gifts, visits and everything else between us"), position=30)
    register_section("accounts", accounts, label=_("Accounts that are held to be yours"), position=40)
    register_section("decisions", decisions, label=_("What was decided about you"), position=50)
