"""``/api/v1/match``: who of our constituents this might be; one question at once, hundreds by a job.

Answers are uniform: whoever may not be found, and whoever is not probable enough, looks like nobody, in as long a time.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from crmsocial.core.models import Role
from crmsocial.core.roles import RolePermission, signed_in
from privacy.models import Purpose

from .. import conf
from ..utility import Query, allowance, asking, find_all
from ..utility.query import LONGEST
from .serializers import EvidenceSerializer

ASKERS = frozenset({Role.STEWARD, Role.ADMINISTRATOR, Role.FUNDRAISER, Role.INTEGRATION})
PURPOSES = (Purpose.IDENTITY_MATCHING, Purpose.PROFILE_VIEW, Purpose.EXPORT)


#: Purposes that an answer may be for, as the API's description lists them.
PURPOSE_CHOICES = [(one.value, one.label) for one in PURPOSES]


class QuestionSerializer(serializers.Serializer[Any]):
    """Any subset of what is known of somebody; at least one field besides gender, location and platform."""

    email = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    name = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    phone = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    birth_date = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    gender = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    location = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    handle = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    platform = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    url = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)

    def to_internal_value(self, data: Any) -> Any:
        """Refuse a field that we do not know: an answer that left it out would pass for one that regarded it."""
        unknown = sorted({str(name) for name in data} - set(self.fields)) if isinstance(data, Mapping) else []
        if unknown:
            raise exceptions.ValidationError({name[:60]: [_("There is no such field.")] for name in unknown[:5]})
        return super().to_internal_value(data)


class AskSerializer(QuestionSerializer):
    """One question, or ``items`` with several; and the purpose that the answer is for."""

    items = serializers.ListField(child=QuestionSerializer(), required=False, max_length=asking.MOST, allow_empty=False)
    purpose = serializers.ChoiceField(choices=PURPOSE_CHOICES, required=False)


class MatchAccountSerializer(serializers.Serializer[Any]):
    """A linked account that the purpose shows."""

    persona_id = serializers.UUIDField()
    platform = serializers.CharField()
    handle = serializers.CharField()
    display_name = serializers.CharField()
    profile_link = serializers.CharField()


class MatchSerializer(serializers.Serializer[Any]):
    """A constituent that it may be."""

    constituent_id = serializers.UUIDField()
    name = serializers.CharField()
    probability = serializers.FloatField()
    band = serializers.CharField()
    rule = serializers.CharField()
    rule_sentence = serializers.CharField()
    evidence = EvidenceSerializer(many=True)
    accounts = MatchAccountSerializer(many=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """Who it may be, the most probable first."""

    outcome = serializers.ChoiceField(choices=["match", "possible", "no_match"])
    matches = MatchSerializer(many=True)
    model_version = serializers.CharField()


class AnswersSerializer(serializers.Serializer[Any]):
    """Answers in the order of the questions."""

    results = AnswerSerializer(many=True)


class AskedSerializer(serializers.Serializer[Any]):
    """Where the answers will be; they can be fetched once."""

    id = serializers.UUIDField()
    job = serializers.UUIDField()
    items = serializers.IntegerField()
    result = serializers.CharField()


class QuestionThrottle(BaseThrottle):
    """So many questions a minute for each client; a batch counts each of its questions."""

    def __init__(self) -> None:
        self.left: allowance.Allowance | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the questions; False where they are too many."""
        items = request.data.get("items") if request.method == "POST" and isinstance(request.data, dict) else None
        many = max(1, len(items)) if isinstance(items, list) else 1
        self.left = allowance.count(signed_in(request), many)
        view.allowance = self.left  # type: ignore[attr-defined]
        return not self.left.is_spent

    def wait(self) -> float | None:
        """Seconds until the next minute."""
        return self.left.reset if self.left else None


class _Match(APIView):
    permission_classes = [RolePermission]
    allowed_roles = ASKERS

    def finalize_response(self, request: HttpRequest, response: Response, *args: Any, **kwargs: Any) -> Response:
        """Say how much may still be asked; also where it was too much."""
        finished: Response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        left = getattr(self, "allowance", None)
        if left is not None:
            for name, value in left.headers.items():
                finished[name] = value
        finished["Cache-Control"] = "no-store"
        return finished


class MatchView(_Match):
    """Asking."""

    throttle_classes = [QuestionThrottle]
    # What a form holds is many questions to the serializer and one to the throttle.
    parser_classes = [JSONParser]

    @extend_schema(
        operation_id="match", request=AskSerializer,
        responses={
            200: AnswerSerializer,
            202: AskedSerializer,
            415: OpenApiResponse(description="Questions are JSON"),
            429: OpenApiResponse(description="Too many questions; RateLimit-Reset says when to go on"),
            503: OpenApiResponse(description="Nothing can be looked up yet; the problem says what to do"),
        },
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """Answer one question; with ``items`` have a worker answer them all."""
        began = time.monotonic()
        asked = AskSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        purpose, items = values.pop("purpose", None), values.pop("items", None)
        if items is not None:
            if values:
                raise exceptions.ValidationError({name: [_("Put it into the items.")] for name in values})
            return self._many(request, items, purpose)
        [answer] = find_all([Query.of(values)], purpose=purpose, actor=signed_in(request))
        told = asking.as_json(answer)
        _as_long_as_any(began)
        return Response(told)

    def _many(self, request: Request, items: list[dict[str, Any]], purpose: str | None) -> Response:
        made = asking.ask(items=items, purpose=purpose, actor=signed_in(request))
        where = reverse("api-match-answers", args=[made.pk])
        told = {"id": str(made.pk), "job": str(made.job_id), "items": len(items), "result": where}
        return Response(told, status=status.HTTP_202_ACCEPTED, headers={"Location": where})


class MatchAnswers(_Match):
    """Fetching."""

    # Looking whether it is there (HEAD) must not use it up.
    http_method_names = ["get", "options"]

    @extend_schema(operation_id="match_answers", responses={200: AnswersSerializer, 202: None, 404: None})
    def get(self, request: Request, question_id: UUID) -> Response:
        """The answers, once, for who asked; 202 while they are being found."""
        answers = asking.fetch(question_id=question_id, actor=signed_in(request))
        if answers is None:
            return Response(status=status.HTTP_202_ACCEPTED, headers={"Retry-After": "2"})
        return Response({"results": answers})


def _as_long_as_any(began: float) -> None:
    """Answer no sooner than a question about somebody is answered, so that time does not tell who is known."""
    left = conf.current().answer_seconds - (time.monotonic() - began)
    if left > 0:
        time.sleep(left)
