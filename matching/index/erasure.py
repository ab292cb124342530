"""Stores of the index: keys of a person's records, and the names that the model in use counts."""

from __future__ import annotations

from collections import defaultdict

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import SourceRecord
from privacy.erasure import registry
from privacy.erasure.stores import ErasureSubject
from privacy.erasure.tables import AT_ONCE, TableStore, sought
from privacy.models import Category

from .. import naming_again
from ..models import ModelVersion
from . import state, tables
from .models import PENDING, IndexedRecord, IndexState

BUILDING = "index_building"


class IndexStore(TableStore):
    """Keys of the person's records, in every generation. While one is being built with them in it, this waits."""

    name = "matching.index"
    label = _("Index of constituents")
    position = 36
    model = IndexedRecord
    columns = {"identity_id": "identity_ids", "constituent_id": "constituent_ids"}
    category = Category.CONTACT

    @property
    def covers(self) -> tuple[str, ...]:
        """The records and both tables of their keys."""
        return ("matching.IndexedRecord", "matching.IndexKeyA", "matching.IndexKeyB")

    def blocked(self, subject: ErasureSubject) -> str:
        """Besides a hold: a generation that is being built from the person's keys."""
        building = state.read().building
        standing = building is not None and self.rows(subject).filter(generation=building).exists()
        return super().blocked(subject) or (BUILDING if standing else "")

    def erase(self, subject: ErasureSubject) -> int:
        """Delete some records with their keys."""
        numbers: dict[int, list[int]] = defaultdict(list)
        for generation, number in self.rows(subject).values_list("generation", "number")[:AT_ONCE]:
            numbers[generation].append(number)
        tables.hold()
        return sum(tables.remove(generation, those) for generation, those in numbers.items())

    def plant(self, subject: ErasureSubject) -> None:
        """A record with a key that nobody else has."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('matching_index_number')")
            number = cursor.fetchone()[0]
        IndexedRecord.objects.create(
            number=number, generation=PENDING, identity_id=subject.erasure_id, record_id=subject.erasure_id,
            constituent_id=subject.erasure_id, source_id=0, third_party=False, keys=[1], rules=[0], parts=[],
            initials=[],
        )  # fmt: skip


class ModelInUseStore(TableStore):
    """Names of the person that the model in use counts, unless so many share them that they tell of nobody.

    The scores before name the version before; its names go with it (see the store of match runs).
    """

    name = "matching.model_in_use"
    label = _("Names in the model in use")
    position = 37
    model = SourceRecord
    columns = {"identity_id": "identity_ids"}
    category = Category.CONTACT

    @property
    def covers(self) -> tuple[str, ...]:
        """Models; the records are another store's."""
        return ("matching.ModelVersion",)

    def rows(self, subject: ErasureSubject) -> QuerySet[SourceRecord]:
        """All that sources ever said of the person, by which the names are known."""
        return SourceRecord.objects.filter(identity_id__in=sought(subject, "identity_ids"))

    def count(self, subject: ErasureSubject) -> int:
        """How many of the person's names the model counts."""
        version = self._in_use()
        return len(naming_again.names_of(version, self.rows(subject))) if version else 0

    def erase(self, subject: ErasureSubject) -> int:
        """Go on with a model that does not count them."""
        version = self._in_use()
        return naming_again.forget(version, self.rows(subject)) if version else 0

    def plant(self, subject: ErasureSubject) -> None:
        """A record, and a model in use that counts its name."""
        SourceRecord.objects.create(
            identity_id=subject.erasure_id, values={"given_name": "Planted", "family_name": "Plantedname"},
            content_hash=bytes(32), basis="legitimate_interest",
        )  # fmt: skip
        naming_again.plant(subject.erasure_id, self.rows(subject))

    @staticmethod
    def _in_use() -> ModelVersion | None:
        found = IndexState.objects.select_related("model").get(pk=IndexState.ONLY).model
        return found if found is not None and found.names_kept else None


def register() -> None:
    """Enter these stores."""
    for store in (IndexStore(), ModelInUseStore()):
        registry.register(store)
