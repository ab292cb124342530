"""How decisions look from outside, and what is needed to take one."""

from __future__ import annotations

from rest_framework import serializers

from crmsocial.identity.models import Decision, Verdict

from ..actions.base import NOTE_LENGTH


class DecisionSerializer(serializers.ModelSerializer[Decision]):
    """A decision: ids, codes and figures. Notes and evidence stay with the pages."""

    candidate = serializers.UUIDField(source="candidate_id", read_only=True, allow_null=True)
    constituent = serializers.UUIDField(source="constituent_id", read_only=True)
    persona = serializers.UUIDField(source="persona_id", read_only=True, allow_null=True)
    decided_by = serializers.SerializerMethodField(help_text="name of the steward; empty for the system")
    reverses = serializers.UUIDField(source="reverses_id", read_only=True, allow_null=True)
    reversed_by = serializers.SerializerMethodField(help_text="id of the decision that took this one back")

    class Meta:
        model = Decision
        fields = [
            "id", "candidate", "constituent", "persona", "verdict", "reason", "method", "probability", "model_version",
            "decided_by", "decided_at", "reverses", "reversed_by",
        ]  # fmt: skip
        read_only_fields = fields

    def get_decided_by(self, decision: Decision) -> str:
        """Who decided."""
        return str(decision.actor) if decision.actor else ""

    def get_reversed_by(self, decision: Decision) -> str | None:
        """What took it back."""
        return str(decision.reversed_by.pk) if hasattr(decision, "reversed_by") else None


class NewDecisionSerializer(serializers.Serializer):
    """A verdict on a candidate, on the ``lock_version`` at which it was read."""

    candidate = serializers.UUIDField()
    lock_version = serializers.IntegerField(min_value=1)
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    reason = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=NOTE_LENGTH, required=False, allow_blank=True, default="")


class UndoSerializer(serializers.Serializer):
    """Why a decision is taken back."""

    reason = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
