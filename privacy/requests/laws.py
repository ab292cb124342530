"""Whose clock a request has: by the jurisdiction of the person who asks."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings

from ..facts.jurisdictions import law_of
from ..models import Person, SubjectRequest
from . import clock as clocks

_SWITZERLAND = "CH"


def jurisdiction_of(constituent_id: UUID | None) -> str:
    """What is known of where the person is protected; empty where it is the organisation's."""
    if constituent_id is None:
        return ""
    known = Person.objects.filter(pk=constituent_id).values_list("jurisdiction", flat=True).first()
    return known or ""


def clock_law(jurisdiction: str) -> str:
    """The law whose clock holds, as ``privacy.requests.clock`` names it."""
    code = jurisdiction or settings.ORGANISATION_COUNTRY
    return clocks.SWISS if code.partition("-")[0] == _SWITZERLAND else str(law_of(code).value).lower()


def clock_of(jurisdiction: str, kind: str, starts_on: date) -> clocks.Clock:
    """The clock of a request of this kind under the law of this jurisdiction."""
    return clocks.clock(clock_law(jurisdiction), kind, starts_on)


def clock_for(request: SubjectRequest) -> clocks.Clock:
    """The request's clock, from its receipt."""
    day = clocks.received_on(request.received_at, settings.ORGANISATION_TIME_ZONE)
    return clock_of(request.jurisdiction, request.kind, day)


def clock_from_proof(request: SubjectRequest) -> clocks.Clock | None:
    """The clock as it would run from the day identity was proven, where that came on a later day.

    Where there were reasonable doubts about who asks and the person was asked at once, the period may be taken to rest
    until they answered (EDPB Guidelines 01/2022, paragraph 159). The desk goes by receipt and shows this beside it.
    """
    if request.identity_verified_at is None:
        return None
    day = clocks.received_on(request.identity_verified_at, settings.ORGANISATION_TIME_ZONE)
    law = clock_law(request.jurisdiction)
    if law not in (clocks.GDPR, clocks.SWISS) or day <= clock_for(request).starts_on:
        return None
    return clocks.clock(law, request.kind, day)
