"""How jobs look from outside."""

from __future__ import annotations

from rest_framework import serializers

from ..models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    """Progress and outcome of asynchronous work."""

    percent = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Job
        fields = [
            "id", "kind", "state", "done", "total", "percent", "message", "attempts", "error",
            "created_at", "started_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields
