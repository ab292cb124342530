"""How runs and candidates look from outside."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ..models import Candidate, MatchRun
from ..selectors import view_of, without_values
from ..summary import sentences
from ..wording import rule_sentence


class CandidateSerializer(serializers.ModelSerializer[Candidate]):
    """A scored pair. Ids of persona and constituent, no values of the person."""

    rule_sentence = serializers.SerializerMethodField()

    class Meta:
        model = Candidate
        fields = [
            "id", "persona_id", "constituent_id", "platform", "probability", "weight", "rank", "lead", "band", "rule",
            "rule_sentence", "state", "state_reason", "priority", "giving_tier", "fingerprint", "model_version",
            "lock_version", "run_id", "created_at", "updated_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_rule_sentence(self, candidate: Candidate) -> str:
        """The rule in words."""
        return rule_sentence(candidate.rule)


class EvidenceSerializer(serializers.Serializer[Any]):
    """One argument for or against the pair; the bits of all add up to the log2 odds of the probability."""

    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    sentence = serializers.CharField()
    bits = serializers.FloatField()
    left = serializers.CharField()
    right = serializers.CharField()
    level = serializers.CharField()


class CandidateDetailSerializer(CandidateSerializer):
    """A scored pair with its evidence in words; without the values of our records where it is handed out.

    Pass ``context={"with_values": True}`` for whoever matches.
    """

    evidence = serializers.SerializerMethodField()

    class Meta(CandidateSerializer.Meta):
        fields = [*CandidateSerializer.Meta.fields, "evidence"]
        read_only_fields = fields

    def get_evidence(self, candidate: Candidate) -> list[dict[str, Any]]:
        """The arguments in the order in which they add up."""
        rows = view_of(candidate).evidence
        shown = rows if self.context.get("with_values") else without_values(rows)
        return EvidenceSerializer(shown, many=True).data  # type: ignore[return-value]


class RunSerializer(serializers.ModelSerializer[MatchRun]):
    """A match run: state, counts and, in words, what came out and what was withheld."""

    story = serializers.SerializerMethodField()

    class Meta:
        model = MatchRun
        fields = [
            "id",
            "state",
            "since_batch",
            "model_id",
            "job_id",
            "parameters",
            "summary",
            "story",
            "created_at",
            "finished_at",
        ]
        read_only_fields = fields

    def get_story(self, run: MatchRun) -> list[str]:
        """Sentences."""
        return sentences(run)


class StartSerializer(serializers.Serializer[Any]):
    """What a new run compares."""

    since_batch = serializers.UUIDField(required=False, allow_null=True, default=None)
