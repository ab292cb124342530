"""The search index over constituents: one row per scrap that somebody might type."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F

from crmsocial.constituents.models import Constituent


class SearchTerm(models.Model):
    """A normalised name, e-mail, phone, handle or id of a constituent. Guarded where it comes from a persona."""

    id = models.BigAutoField(primary_key=True)
    constituent = models.ForeignKey(Constituent, on_delete=models.CASCADE, related_name="search_terms")
    kind = models.CharField(max_length=12, help_text="as ``lookup.terms.Kind`` names it")
    term = models.CharField(max_length=300, help_text="normalised; compared with = or by trigrams")
    shown = models.CharField(max_length=300, help_text="as it is shown to explain the hit")
    persona_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["term"], name="searchterm_exact", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["constituent"], name="searchterm_constituent"),
            models.Index(
                fields=["persona_id"], condition=models.Q(persona_id__isnull=False), name="searchterm_persona"
            ),
            GinIndex(
                OpClass(F("term"), name="gin_trgm_ops"), condition=models.Q(kind="name"), name="searchterm_trigram"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.term}"
