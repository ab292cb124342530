"""The index over constituents' records: their keys as numbers, which of them are narrowed, and what is in use.

Keys are hashes of names, e-mails and the like, so they are personal data like these. There are two tables of keys, of
which one is read while the other is built anew; a generation is one of the two.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

#: The two generations that can be read, and where rows of a batch wait to be published.
GENERATIONS = (0, 1)
PENDING = -1


class IndexState(models.Model):
    """One row: which generation is read, with which model, and what is being built."""

    ONLY = 1

    id = models.SmallIntegerField(primary_key=True, default=ONLY)
    generation = models.SmallIntegerField(null=True, help_text="which is read; empty: none, build one")
    building = models.SmallIntegerField(null=True, help_text="which is being built beside it")
    building_job = models.UUIDField(null=True)
    keys_version = models.CharField(max_length=40, blank=True, help_text="of the engine's keys that are stored")
    model = models.ForeignKey(
        "matching.ModelVersion", null=True, on_delete=models.PROTECT, related_name="+", help_text="the one in use"
    )
    parameters = models.JSONField(default=dict, help_text="by which runs judged when the model was frozen")
    built_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="index_state_only_one"),
            models.CheckConstraint(
                condition=models.Q(building__isnull=True)
                | models.Q(generation__isnull=True)
                | ~models.Q(building=models.F("generation")),
                name="index_builds_beside",
            ),
        ]

    def __str__(self) -> str:
        return f"generation {self.generation}"


class IndexedRecord(models.Model):
    """The current record of a source identity as it stands in one generation, with its keys.

    ``number`` is how the tables of keys call it. The values stay with the source record.
    """

    id = models.BigAutoField(primary_key=True)
    number = models.IntegerField()
    generation = models.SmallIntegerField(help_text="-1: a batch's row that is not published yet")
    identity_id = models.UUIDField()
    record_id = models.UUIDField()
    constituent_id = models.UUIDField()
    source_id = models.BigIntegerField()
    third_party = models.BooleanField()
    keys = ArrayField(models.BigIntegerField())
    rules = ArrayField(models.SmallIntegerField(), help_text="of each key, by the engine's number")
    parts = ArrayField(models.BigIntegerField(), help_text="what narrows keys that too many share")
    initials = ArrayField(models.BigIntegerField(), help_text="the same, for keys that hold no given name")
    indexed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["generation", "identity_id"], name="indexed_identity_once"),
            models.UniqueConstraint(fields=["generation", "number"], name="indexed_number_once"),
        ]
        indexes = [models.Index(fields=["constituent_id"], name="indexed_constituent")]

    def __str__(self) -> str:
        return f"{self.generation}:{self.number}"


class _IndexKey(models.Model):
    """One key of one record. A key narrowed by a part of the record stands beside the plain one."""

    pk = models.CompositePrimaryKey("key", "number")
    key = models.BigIntegerField()
    number = models.IntegerField()
    rule = models.SmallIntegerField()
    third_party = models.BooleanField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.key} {self.number}"


class IndexKeyA(_IndexKey):
    """Keys of generation 0."""

    class Meta:
        db_table = "matching_index_0"


class IndexKeyB(_IndexKey):
    """Keys of generation 1."""

    class Meta:
        db_table = "matching_index_1"


class NarrowedKey(models.Model):
    """A key that is stored narrowed as well, since many share it; or a narrowed one that even so too many share.

    Only spares work: a look-up counts for itself who shares a key.
    """

    pk = models.CompositePrimaryKey("generation", "key")
    generation = models.SmallIntegerField()
    key = models.BigIntegerField()
    given_up = models.BooleanField(default=False, help_text="narrowed, and still shared by too many to be stored")

    def __str__(self) -> str:
        return f"{self.generation}:{self.key}"
