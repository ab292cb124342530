"""How verdicts and acts look from outside, and what is needed to record an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from ..models import Category, ConsentEvent, ConsentState, Notice, Purpose
from ..platform_rules import RULES
from ..reaching import contact

#: What a person can be reported to have said. What became of a consent afterwards is the ledger's own business.
SAID = [
    (state.value, state.label)
    for state in (
        ConsentState.GIVEN,
        ConsentState.RENEWED,
        ConsentState.REFUSED,
        ConsentState.WITHDRAWN,
        ConsentState.OBJECTED,
    )
]
#: How an integration hears of it.
METHODS = [("form", "form"), ("portal", "portal"), ("import", "import")]
PURPOSES = [("", "every purpose"), *Purpose.choices]


def known_platform(name: str) -> None:
    """Raise a ValidationError for a platform without a rule."""
    if name and name not in RULES:
        raise serializers.ValidationError(f"There is no platform “{name}”. Known are: {', '.join(sorted(RULES))}.")


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields that it does not know, each by name: nothing is set by the way, no misspelling is lost."""

    def to_internal_value(self, data: Any) -> Any:
        """Validated values."""
        if isinstance(data, Mapping) and (unknown := [name for name in data if name not in self.fields]):
            raise serializers.ValidationError({str(name): ["There is no such field to set."] for name in unknown})
        return super().to_internal_value(data)


class VerdictSerializer(serializers.Serializer[Any]):
    """The gate's answer: ``allow``, ``deny`` or ``unknown``; only ``allow`` permits."""

    verdict = serializers.CharField(source="outcome.value")
    code = serializers.CharField()
    reason = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)


class ChannelSerializer(VerdictSerializer):
    """Whether the person may be reached over a channel."""

    channel = serializers.CharField()


class QuestionSerializer(StrictSerializer):
    """What is asked of the gate: one purpose and category for one account or one constituent."""

    purpose = serializers.ChoiceField(choices=Purpose.choices)
    category = serializers.ChoiceField(choices=Category.choices, default=Category.PERSONA)
    platform = serializers.CharField(max_length=12, default="", allow_blank=True, validators=[known_platform])
    constituent = serializers.UUIDField(required=False)
    persona = serializers.UUIDField(required=False)
    recipient = serializers.CharField(max_length=120, default="")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one subject."""
        if ("constituent" in attrs) == ("persona" in attrs):
            raise serializers.ValidationError({"constituent": ["Name either a constituent or a persona."]})
        return attrs


class ConsentSerializer(serializers.ModelSerializer[ConsentEvent]):
    """An act as the ledger holds it."""

    notice = serializers.CharField(source="notice.version", default=None, allow_null=True)
    account = serializers.SerializerMethodField(help_text="true where the act is about an account of the person")

    class Meta:
        model = ConsentEvent
        fields = [
            "id", "state", "purpose", "category", "platform", "scopes", "basis", "method", "notice", "event_time",
            "recorded_at", "expires_at", "proof", "account",
        ]  # fmt: skip
        read_only_fields = fields

    def get_account(self, event: ConsentEvent) -> bool:
        """Whether an account was its subject."""
        return event.constituent_id is None


class NewConsentSerializer(StrictSerializer):
    """An act of the person, with its proof. The address says whom it is about, the ledger when it was recorded."""

    key = serializers.CharField(max_length=60, help_text="the same when it is sent again")
    state = serializers.ChoiceField(choices=SAID)
    purpose = serializers.ChoiceField(choices=PURPOSES, default="")
    category = serializers.ChoiceField(choices=Category.choices, default=Category.PERSONA)
    platform = serializers.CharField(max_length=12, default="", allow_blank=True, validators=[known_platform])
    channels = serializers.ListField(
        child=serializers.ChoiceField(choices=list(contact.CHANNELS.items())), default=list, max_length=10
    )
    method = serializers.ChoiceField(choices=METHODS)
    event_time = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(default=None, allow_null=True)
    notice = serializers.SlugRelatedField(
        slug_field="version", queryset=Notice.objects.filter(published_at__isnull=False), default=None, allow_null=True
    )
    proof = serializers.CharField(max_length=200, help_text="where it can be found; no personal values")

    def validate_event_time(self, value: Any) -> Any:
        """Nobody has consented tomorrow."""
        if value > timezone.now():
            raise serializers.ValidationError("This moment has not come yet.")
        return value

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Channels are those of being contacted."""
        if attrs["channels"] and (attrs["category"] != Category.CONTACT or attrs["platform"]):
            raise serializers.ValidationError(
                {"channels": ["Channels belong to the category contact, without platform."]}
            )
        return attrs
