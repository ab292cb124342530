"""What a receipt says of one act. Pure but for the settings: the same act always gives the same receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from crmsocial.constituents.models import Basis
from crmsocial.core.errors import Conflict

from .. import signing
from ..consent import ledger_rows
from ..models import Category, ConsentEvent, Purpose
from ..platform_rules import RULES
from . import vocabulary
from .parties import CONTROLLER, parties, third_party_id

SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#receipt"
#: Acts that somebody else than the person did for them.
GUARDIANS = frozenset({"guardian_form", "guardian_in_person"})
#: What a source states is a consent of a kind that nobody here saw.
_UNSEEN = frozenset({"import", "carried_over"})


def of(event: ConsentEvent) -> dict[str, Any]:
    """The signed receipt of one act. Its notice's disclosures are those of the version that the person saw.

    Raises Conflict for a row that no longer has its hash: nobody signs for what was altered.
    """
    if is_altered(event):
        raise Conflict(_("This act was altered in the database, so no receipt is signed for it. See the incidents."))
    with translation.override(settings.LANGUAGE_CODE):
        return signing.sign(_payload(event))


def bundle(events: Iterable[ConsentEvent]) -> dict[str, Any]:
    """Receipts of several acts in one file, each signed by itself; ``check`` reads it too.

    ``altered``, where there are any: ids of acts that no longer have their hash, and so no receipt.
    """
    listed = list(events)
    altered = [str(event.pk) for event in listed if is_altered(event)]
    signed = {"receipts": [of(event) for event in listed if not is_altered(event)]}
    return {**signed, "altered": altered} if altered else signed


def is_altered(event: ConsentEvent) -> bool:
    """Whether the row says something else than when it was recorded."""
    return ledger_rows.hash_of(event) != bytes(event.row_hash)


def _payload(event: ConsentEvent) -> dict[str, Any]:
    receipt_id = uuid5(NAMESPACE_URL, f"crmsocial:receipt:{event.pk}")
    rows = _disclosed(event)
    recipients = sorted({str(name) for row in rows for name in row.get("recipients") or ()})
    return {
        "@context": vocabulary.CONTEXT,
        "@id": f"urn:uuid:{receipt_id}",
        "@type": "dpv:ConsentReceipt",
        "schema_version": SCHEMA,
        "receipt_id": str(receipt_id),
        "content": {
            "@id": f"urn:uuid:{event.pk}",
            "@type": "dpv:ConsentRecord",
            "schema_version": SCHEMA.replace("#receipt", "#record"),
            "record_id": str(event.pk),
            "pii_principal_id": principal_of(event),
            "pii_processing": {
                "privacy_notice": notice_address(event),
                "language": settings.LANGUAGE_CODE,
                "purposes": [_purpose(event, name, rows) for name in _purposes(event, rows)],
            },
            "party_identification": parties(recipients),
            "event": [_event(event)],
        },
        "ledger": {
            "row_hash": bytes(event.row_hash).hex(),
            "row_hash_alg": "SHA-256",
            "recorded_at": _time(event.recorded_at),
            "category": event.category,
            "platform": event.platform,
            "purpose": event.purpose,
            "channels": list(event.scopes) if event.category == Category.CONTACT else [],
        },
    }


def principal_of(event: ConsentEvent) -> str:
    """The subject as receipts name it: a constituent's id or an account's keyed hash."""
    if event.constituent_id is not None:
        return f"constituent:{event.constituent_id}"
    return f"account:{bytes(event.account_hash or b'').hex()}"


def notice_address(event: ConsentEvent) -> str:
    """Where the notice that the person saw can be read, else the list of all versions."""
    version = f"{event.notice.version}/" if event.notice else ""
    return f"{settings.SITE_URL}/notices/{version}"


def _disclosed(event: ConsentEvent) -> list[Mapping[str, Any]]:
    """What the notice says of uses that this act speaks of."""
    return [
        row
        for row in (event.notice.disclosures if event.notice else [])
        if row.get("category") == event.category
        and row.get("collected", True)
        and event.purpose in ("", row.get("purpose"))
        and row.get("basis") == event.basis
    ]


def _purposes(event: ConsentEvent, rows: list[Mapping[str, Any]]) -> list[str]:
    if event.purpose:
        return [event.purpose]
    told = {row.get("purpose") for row in rows}
    return [name for name in Purpose.values if name in told] or list(Purpose.values)


def _purpose(event: ConsentEvent, name: str, rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    told = [row for row in rows if row.get("purpose") == name]
    days = [row["retention_days"] for row in told if row.get("retention_days")]
    rule = RULES.get(event.platform)
    country = f"loc:{settings.ORGANISATION_COUNTRY}"
    said = {
        "purpose": str(Purpose(name).label),
        "purpose_type": vocabulary.PURPOSES[name],
        "lawful_basis": vocabulary.BASES[event.basis],
        "pii_information": [
            {"pii_type": term, "pii_optional": True, "sensitive_pii_category": False, "special_pii_category": False}
            for term in _data(event)
        ],
        "pii_controllers": [CONTROLLER],
        "collection_method": sorted({str(row["source"]) for row in told if row.get("source")}),
        "processing_methods": vocabulary.METHODS[name],
        "storage_locations": [country],
        "processing_locations": [country],
        "retention_period": f"P{min(days)}D" if days else vocabulary.UNTIL_SAID,
        "services": [rule.label if rule else event.platform] if event.platform else [],
        "jurisdiction": f"loc:{event.jurisdiction or settings.ORGANISATION_COUNTRY}",
        "recipient_third_parties": sorted(
            {third_party_id(str(who)) for row in told for who in row.get("recipients") or ()}
        ),
        "exchanged_for_value": any(row.get("exchanged_for_value") for row in told),
        "withdrawal_method": settings.PRIVACY_CONTACT,
        "privacy_rights": vocabulary.RIGHTS,
    }
    return {**said, "authority_party": settings.PRIVACY_AUTHORITY} if settings.PRIVACY_AUTHORITY else said


def _data(event: ConsentEvent) -> list[str]:
    if event.category == Category.CONTACT and event.scopes:
        return [vocabulary.CHANNELS.get(channel, "pd:Contact") for channel in event.scopes]
    return vocabulary.PERSONAL_DATA[event.category]


def _event(event: ConsentEvent) -> dict[str, Any]:
    by_guardian = event.method in GUARDIANS
    return {
        "event_time": _time(event.event_time or event.recorded_at),
        "event_time_known": event.event_time is not None,
        "validity_duration": _validity(event),
        "entity_id": "dpv:GuardianOfDataSubject" if by_guardian else principal_of(event),
        "event_type": _type(event),
        "event_state": vocabulary.STATES[event.state],
        "indication_method": event.method,
    }


def _type(event: ConsentEvent) -> str:
    explicit = event.basis == Basis.CONSENT and event.method not in _UNSEEN
    return "dpv:ExplicitlyExpressedConsent" if explicit else vocabulary.BASES[event.basis][0]


def _validity(event: ConsentEvent) -> str:
    """As an ISO 8601 duration from the act on; without an end it holds until the person says otherwise."""
    if event.expires_at is None:
        return vocabulary.UNTIL_SAID
    lasts = max(event.expires_at - (event.event_time or event.recorded_at), timedelta())
    return f"P{lasts.days}DT{lasts.seconds}S"


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
