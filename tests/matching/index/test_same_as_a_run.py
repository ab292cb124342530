"""The index and a match run with the same model say the same, to the last bit."""

from __future__ import annotations

from uuid import UUID

import pytest

from matching import by_index, freezing, services
from matching.engine.api import Engine, Record, Scored
from matching.index import rebuild, state, truth, upkeep
from matching.index.looking import Look
from matching.index.models import IndexedRecord, NarrowedKey
from matching.models import Evidence
from matching.records import persona_record
from matching.snapshot import ALL, SideName
from privacy.gate import purpose
from tests.matching.index.crowds import accounts, crowd
from tests.matching.world import candidates, work_off

pytestmark = pytest.mark.django_db

SIDE = SideName(ALL, "mastodon")


def everybody() -> list[Record]:
    """All that the index should hold, as a run would prepare it."""
    pairs = truth.with_values(truth.page(UUID(int=0), 10_000))
    return [record for _row, record in sorted(pairs, key=lambda pair: pair[0].record_id)]


def use_model(right: list[Record]) -> None:
    """Freeze the model that a run over ``right`` would, and look up by it."""
    state.use(freezing.freeze(Engine.prepare(everybody(), right_sample=right)), {})


def told(scored: list[Scored]) -> list[tuple[object, ...]]:
    return [
        (one.left_id, one.right_id, one.probability, one.weight, one.rank, one.pattern,
         [(row.kind, row.left_value, row.right_value, row.level, row.bits) for row in one.evidence])
        for one in scored
    ]  # fmt: skip


def narrow_as_after_a_batch() -> None:
    assert upkeep.narrow_crowded(0, list(IndexedRecord.objects.values_list("number", flat=True))) == 0


def build_anew() -> None:
    if state.read().building is None:
        rebuild.start(actor=None)
    rebuild.begin(1)
    last, many = rebuild.copy_page(1)
    assert last is None and many == len(everybody())
    rebuild.fill(1)
    assert rebuild.switch(1)


@pytest.mark.parametrize("kind", ["accounts", "records"])
def test_scores_are_equal_however_crowded_keys_are_stored(kind: str) -> None:
    crowd(420)
    if kind == "accounts":
        asked = [persona_record(one) for one in accounts(60)]
    else:
        # The same people as another source tells of them.
        asked = [
            Record(id=f"q{n}", given_name=one.given_name, family_name=one.family_name, city=one.city,
                   birth_date=one.birth_date, email=one.email if n % 3 else None)
            for n, one in enumerate(everybody()[::11])
        ]  # fmt: skip
    use_model(asked)
    batch = Engine.prepare(everybody(), model=state.require()[0].model and Look(SIDE).model)
    wanted = told(batch.score(asked, top=10, min_probability=1e-6))
    assert len(wanted) > len(asked)
    for prepare, crowded in ((lambda: None, False), (narrow_as_after_a_batch, True), (build_anew, True)):
        prepare()
        assert NarrowedKey.objects.filter(generation=state.live()).exists() == crowded
        look = Look(SIDE)
        found = [one for record in asked for one in look.score(record, top=10, min_probability=1e-6).scored]
        assert told(found) == wanted


def test_whoever_is_looking_while_the_index_is_switched_goes_on_with_the_new_one() -> None:
    crowd(60)
    asked = [persona_record(one) for one in accounts(5)]
    use_model(asked)
    look = Look(SIDE)
    before = [told(look.score(record, top=10, min_probability=1e-6).scored) for record in asked]
    assert any(before)
    build_anew()
    rebuild.forget_former()
    assert not IndexedRecord.objects.filter(generation=0).exists()
    assert [told(look.score(record, top=10, min_probability=1e-6).scored) for record in asked] == before


KEPT = (
    "persona_id", "constituent_id", "identity_id", "record_id", "model_version", "probability", "weight", "rank",
    "lead", "band", "rule", "fingerprint", "state", "priority", "giving_tier", "lock_version",
)  # fmt: skip


def rows() -> list[tuple[object, ...]]:
    return [tuple(getattr(one, name) for name in KEPT) for one in candidates()]


def test_the_candidates_are_the_same_rows() -> None:
    crowd(60)
    found = [one.pk for one in accounts(25)]
    work_off(services.start_run(actor=None))
    before, evidence = rows(), list(all_evidence())
    assert before and state.is_ready()
    assert by_index.match_personas(found) == len(before)
    assert rows() == before
    assert list(all_evidence()) == evidence


def all_evidence() -> list[tuple[UUID, object]]:
    with purpose("upkeep", reason="tests"):
        return list(Evidence.objects.order_by("pk").values_list("pk", "rows"))
