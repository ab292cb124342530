"""Keys of whole columns are those that ``block`` says record by record."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.block import FOR_ACCOUNTS, FOR_RECORDS
from matching.engine.columns.frame import RecordFrame
from matching.engine.join import Section
from matching.engine.kernels.rules import RULES
from matching.engine.keytable import key_table, part_table
from matching.engine.sidekeys import account_refiners, account_wants, left_keys, left_parts, record_wants

from .people import LEFT, RIGHT, records


def _keys(row, key, rule):
    return set(zip(row.tolist(), key.view(np.int64).tolist(), [RULES[r] for r in rule.tolist()], strict=True))


def _reference(table, rules):
    return {k for k in _keys(table.row, table.key, table.rule) if k[2] in rules}


def _parts(starts, parts, lettered):
    return [
        (sorted(parts[a : a + n].tolist()), sorted(parts[a + n : b].tolist()))
        for a, b, n in zip(starts[:-1].tolist(), starts[1:].tolist(), lettered.tolist(), strict=True)
    ]


def _reference_parts(frame):
    table = part_table(frame)
    rows = [table.row == i for i in range(len(frame))]
    return [
        (sorted(table.part[r & table.letter].tolist()), sorted(table.part[r & ~table.letter].tolist())) for r in rows
    ]


def check(left, right):
    """Compare the keys and refiners of both sides with the reference."""
    people, others = RecordFrame.of(left), RecordFrame.of(right)
    whole = key_table(people, probes=False)
    for accounts, rules in ((True, FOR_ACCOUNTS), (False, FOR_RECORDS)):
        assert _keys(*left_keys(people, accounts=accounts)) == _reference(whole, rules)
        found = others.filter(others.persona_mask() == accounts)
        if not len(found):
            continue
        section = Section(people, accounts=accounts, total=len(people))
        there = section.plain.posted.found
        wants = (
            account_wants(found, there, section.rules, section.words)
            if section.words
            else record_wants(found, there, section.rules)
        )
        known = set(there.keys.view(np.int64).tolist())
        reference = key_table(
            found, probes=True, known=lambda k, known=known: np.array([i in known for i in k.tolist()], bool)
        )
        assert {k for k in _keys(*wants) if k[1] in known} == {k for k in _reference(reference, rules) if k[1] in known}
        assert _parts(*(account_refiners if accounts else left_parts)(found)) == _reference_parts(found)
    if not people.persona_mask().any():
        assert _parts(*left_parts(people)) == _reference_parts(people)


def test_keys_of_columns_are_those_of_records():
    check(LEFT, RIGHT)
    check(LEFT, LEFT)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(records(), min_size=1, max_size=6, unique_by=lambda r: r.id),
    st.lists(records(), max_size=6, unique_by=lambda r: r.id),
)
def test_keys_of_any_columns_are_those_of_records(left, right):
    check(left, right)
