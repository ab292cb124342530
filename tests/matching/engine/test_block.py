from hypothesis import given

from matching.engine.block import Key, compounds, keys
from matching.engine.join import Index, JoinReport
from matching.engine.records import Record

from .people import LEFT, RIGHT, records


@given(records())
def test_keys_are_pure_distinct_and_sorted(record):
    first = keys(record)
    assert first == keys(record)
    assert first == sorted(set(first))


@given(records("a"))
def test_keys_do_not_depend_on_the_id(record):
    other = Record("b", **dict(record.values()))
    assert keys(record) == keys(other)


def test_names_leave_traces_and_handles_probe_for_them():
    person = keys(Record("c", given_name="William", family_name="Harrow"))
    account = keys(Record("p", username="SenBillHarrow"))
    assert Key("family", "harrow") in person
    assert Key("family", "harrow", True) in account
    assert Key("given", "william", True) in account, "a nickname is looked up as what it is short for"
    assert Key("name", "william|harrow") in person
    assert Key("name", "william|harrow", True) in compounds(
        Record("p", username="SenBillHarrow"), lambda rule, value: Key(rule, value) in person
    )


def test_the_right_person_is_among_the_candidates():
    li, ri = Index(LEFT).pairs(RIGHT)
    found = set(zip(ri.tolist(), li.tolist(), strict=True))
    expected = {(0, 0), (1, 2), (2, 3), (3, 4), (4, 5), (4, 6), (8, 8)}
    assert expected <= found


def test_pairs_do_not_depend_on_the_chunk():
    index = Index(LEFT)
    together = {(RIGHT[r].id, LEFT[i].id) for i, r in zip(*(a.tolist() for a in index.pairs(RIGHT)), strict=True)}
    apart = set()
    for record in RIGHT:
        apart |= {(record.id, LEFT[i].id) for i in index.pairs([record])[0].tolist()}
    assert together == apart


def test_an_oversized_key_is_refined_and_what_is_given_up_is_counted():
    crowd = [
        Record(f"c{i}", given_name="John", family_name="Smythe", birth_date=f"{1900 + i % 80}-01-01")
        for i in range(900)
    ]
    report = JoinReport()
    li, _ = Index(crowd).pairs([Record("p", given_name="John", family_name="Smythe", birth_date="1950-07-07")], report)
    assert 0 < len(li) < 900
    assert all(crowd[i].birth_date.startswith("1950") for i in li.tolist())
    assert report.given_up["name"] > 0
    assert report.refined["name"] > 0
