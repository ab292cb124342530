"""What our words are called in the Data Privacy Vocabulary 2 (https://w3id.org/dpv), and receipts' JSON-LD context."""

from __future__ import annotations

from typing import Any

from crmsocial.constituents.models import Basis

from ..models import Category, ConsentState, Purpose

#: Prefixes, then the fields of ISO/IEC TS 27560 with the property that the guide gives for each.
CONTEXT: dict[str, Any] = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "loc": "https://w3id.org/dpv/loc#",
    "dct": "http://purl.org/dc/terms/",
    "schema_version": {"@id": "dct:conformsTo", "@type": "@id"},
    "receipt_id": "dct:identifier",
    "record_id": "dpv:hasIdentifier",
    "content": {"@id": "dct:subject"},
    "pii_principal_id": "dpv:hasDataSubject",
    "pii_processing": "dpv:hasProcess",
    "privacy_notice": {"@id": "dpv:hasNotice", "@type": "@id"},
    "language": "dct:language",
    "purposes": {"@id": "dpv:hasPurpose", "@container": "@set"},
    "purpose": "dct:title",
    "purpose_type": {"@id": "dct:type", "@type": "@id"},
    "lawful_basis": {"@id": "dpv:hasLegalBasis", "@type": "@id", "@container": "@set"},
    "pii_information": {"@id": "dpv:hasPersonalData", "@container": "@set"},
    "pii_type": {"@id": "dct:type", "@type": "@id"},
    "pii_controllers": "dpv:hasDataController",
    "collection_method": "dpv:hasDataSource",
    "processing_methods": {"@id": "dpv:hasProcessing", "@type": "@id", "@container": "@set"},
    "storage_locations": {"@id": "dpv:hasLocation", "@type": "@id", "@container": "@set"},
    "processing_locations": {"@id": "dpv:hasLocation", "@type": "@id", "@container": "@set"},
    "retention_period": "dpv:hasDuration",
    "jurisdiction": {"@id": "dpv:hasJurisdiction", "@type": "@id"},
    "recipient_third_parties": "dpv:hasThirdParty",
    "withdrawal_method": "dpv:hasConsentControl",
    "privacy_rights": {"@id": "dpv:hasRight", "@type": "@id", "@container": "@set"},
    "authority_party": "dpv:hasAuthority",
    "services": "dpv:hasService",
    "party_identification": {"@id": "dpv:hasEntity", "@container": "@set"},
    "event": {"@id": "dct:hasPart", "@container": "@list"},
    "event_time": "dpv:isIndicatedAtTime",
    "validity_duration": "dpv:hasDuration",
    "entity_id": "dpv:isIndicatedBy",
    "event_type": {"@id": "dpv:hasLegalBasis", "@type": "@id"},
    "event_state": {"@id": "dpv:hasConsentStatus", "@type": "@id"},
}

#: The nearest broader purpose of the vocabulary; the words of ``purpose`` say what is really done.
PURPOSES: dict[str, str] = {
    Purpose.IDENTITY_MATCHING: "dpv:CustomerManagement",
    Purpose.PROFILE_VIEW: "dpv:CustomerRelationshipManagement",
    Purpose.CONTACT: "dpv:CommunicationManagement",
    Purpose.SEGMENTATION: "dpv:Marketing",
    Purpose.PROSPECT_RESEARCH: "dpv:CustomerRelationshipManagement",
    Purpose.EXPORT: "dpv:Purpose",
}
METHODS: dict[str, list[str]] = {
    Purpose.IDENTITY_MATCHING: ["dpv:Match"],
    Purpose.PROFILE_VIEW: ["dpv:Consult"],
    Purpose.CONTACT: ["dpv:Use"],
    Purpose.SEGMENTATION: ["dpv:Analyse"],
    Purpose.PROSPECT_RESEARCH: ["dpv:Analyse"],
    Purpose.EXPORT: ["dpv:Disclose"],
}
PERSONAL_DATA: dict[str, list[str]] = {
    Category.PERSONA: ["pd:Profile", "pd:PubliclyAvailableSocialMedia"],
    Category.SOCIAL_GRAPH: ["pd:SocialNetwork"],
    Category.INTEREST_GRAPH: ["pd:Interest"],
    Category.CONTACT: ["pd:Contact"],
    Category.TRANSACTIONS: ["pd:Transactional"],
    Category.CONTENT: ["pd:SocialMediaCommunication"],
}
CHANNELS: dict[str, str] = {
    "email": "pd:EmailAddress",
    "phone": "pd:TelephoneNumber",
    "post": "pd:PhysicalAddress",
    "social": "pd:SocialMediaCommunication",
}
#: GDPR art. 6(1); what people made public themselves is processed in a legitimate interest.
BASES: dict[str, list[str]] = {
    Basis.CONSENT: ["dpv:Consent", "eu-gdpr:A6-1-a"],
    Basis.CONTRACT: ["dpv:Contract", "eu-gdpr:A6-1-b"],
    Basis.LEGITIMATE_INTEREST: ["dpv:LegitimateInterest", "eu-gdpr:A6-1-f"],
    Basis.PUBLIC: ["dpv:LegitimateInterest", "eu-gdpr:A6-1-f"],
}
#: The vocabulary has no consent state for an objection: it is the right of art. 21.
STATES: dict[str, str] = {
    **{state: f"dpv:{state}" for state in ConsentState.values},
    ConsentState.OBJECTED: "eu-gdpr:A21",
}
#: To withdraw, and GDPR art. 15 to 18, 20 and 21.
RIGHTS: list[str] = [f"eu-gdpr:{article}" for article in ("A7-3", "A15", "A16", "A17", "A18", "A20", "A21")]
UNTIL_SAID = "dpv:UntilEventDuration"
