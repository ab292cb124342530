"""How constituents look from outside."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class ConstituentSerializer(serializers.Serializer[Any]):
    """One constituent of a list; ``why`` and ``matched`` where it answers a search."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    why = serializers.CharField(required=False)
    matched = serializers.CharField(required=False)


class ValueSerializer(serializers.Serializer[Any]):
    """One value and where it comes from."""

    value = serializers.CharField()
    origin = serializers.CharField()
    source_label = serializers.CharField()
    observed_at = serializers.DateTimeField()


class ClaimSerializer(ValueSerializer):
    """A claim with the rule that put it in its place."""

    shown = serializers.BooleanField()
    rule = serializers.CharField()
    record_id = serializers.UUIDField(allow_null=True)
    persona_id = serializers.UUIDField(allow_null=True)


class AttributeSerializer(serializers.Serializer[Any]):
    """An attribute and the values that the profile shows, best first."""

    attribute = serializers.CharField(source="name")
    values = ValueSerializer(source="shown", many=True)


class LineageSerializer(serializers.Serializer[Any]):
    """An attribute and every claim for it, best first."""

    attribute = serializers.CharField(source="name")
    claims = ClaimSerializer(many=True)


class ProfileSerializer(serializers.Serializer[Any]):
    """A profile."""

    id = serializers.UUIDField(source="constituent_id")
    name = serializers.CharField()
    computed_at = serializers.DateTimeField(allow_null=True)
    attributes = AttributeSerializer(many=True)


class LineageListSerializer(serializers.Serializer[Any]):
    """The lineage of a profile."""

    id = serializers.UUIDField(source="constituent_id")
    attributes = LineageSerializer(many=True)
