"""How batches look from outside."""

from __future__ import annotations

from rest_framework import serializers

from crmsocial.constituents.models import Source

from ..models import Batch


class BatchSerializer(serializers.ModelSerializer[Batch]):
    """One import: where its rows are from, what permits having them, and what became of them."""

    source: serializers.SlugRelatedField[Source] = serializers.SlugRelatedField(  # type: ignore[assignment]
        slug_field="name", read_only=True
    )

    class Meta:
        model = Batch
        fields = [
            "id", "entity", "source", "basis", "file_name", "state", "message",
            "rows_read", "rows_added", "rows_changed", "rows_unchanged", "rows_joined", "rows_bad", "rows_suppressed",
            "cells_bad", "mapping", "job_id", "created_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields
