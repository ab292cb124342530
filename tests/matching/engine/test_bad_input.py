"""What arrives amiss neither stops a match nor changes what is good beside it."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.cli import main
from matching.engine.errors import EngineError, InputError
from matching.engine.join import Index, JoinReport
from matching.engine.model import Model
from matching.engine.pipeline import Engine, dedupe
from matching.engine.records import Record

from .people import LEFT, RIGHT, records

_ZERO_WIDTH, _RIGHT_TO_LEFT = "\u200b", "\u202e"
ODD = [
    Record("o1", username="x" * 1_000_000, display_name="y " * 500_000, bio="z" * 1_000_000),
    Record("o2", username="john\0smythe", display_name="\0"),
    Record("o3", username="\ud800smythe", display_name="John \udfff Smythe", email="\ud800@example.org"),
    Record("o4", username=f"{_RIGHT_TO_LEFT}ehtyms", display_name=f"John{_ZERO_WIDTH} Smythe{_RIGHT_TO_LEFT}"),
    Record("o5", username="שלום", display_name="محمد", bio="‏שלום‏"),
    Record("o6", username="12345", display_name="42 17"),
    Record("o7", given_name="1234", family_name="5678", birth_date="2970-13-45"),
    Record(
        "o8",
        given_name="John",
        family_name="Smythe",
        birth_date="0000-00-00",
        email="@@",
        phone="+",
        website="http://[",
    ),
    Record("o9", given_name="\0", family_name="\ud800", birth_date="99999999", postcode="\0", city=_ZERO_WIDTH),
    Record("o10", full_name=("Ann " * 2000).strip(), other_names="|" * 5000),
]


def frozen(left=LEFT, right=RIGHT):
    return Engine.prepare(left, right_sample=right).adapted_model()


def shown(scored):
    return [(s.left_id, s.right_id, s.probability, s.weight, s.rank, s.pattern) for s in scored]


@pytest.mark.parametrize(("left", "right"), [([], RIGHT), (LEFT, []), ([], []), (LEFT[:1], RIGHT[:1])])
def test_empty_sides_and_single_records_are_matched(left, right):
    found = Engine.prepare(left, right_sample=right).score(right, min_probability=0.0)
    assert all(0 < s.probability < 1 for s in found)
    assert not found or (left and right)


def test_records_that_say_nothing_meet_nobody():
    nothing = [Record(f"n{i}") for i in range(5)]
    assert Engine.prepare(nothing, right_sample=RIGHT).score(RIGHT) == []
    assert Engine.prepare(LEFT, right_sample=nothing).score(nothing) == []
    assert dedupe(nothing) == []


def test_odd_values_on_either_side_change_nothing_beside_them():
    model = frozen()
    plain = shown(Engine.prepare(LEFT, model=model).score(RIGHT))
    started = time.monotonic()
    with_odd = Engine.prepare(LEFT, model=model).score([*RIGHT, *ODD], min_probability=0.0)
    odd_ids = {r.id for r in ODD}
    assert [s for s in shown(with_odd) if s[1] not in odd_ids and s[2] >= 0.001] == plain
    among = Engine.prepare([*LEFT, *(r for r in ODD if not r.is_persona)], model=model).score(
        RIGHT, min_probability=0.0
    )
    left_ids = {r.id for r in LEFT}
    weights = {(s[0], s[1]): s[3] for s in shown(Engine.prepare(LEFT, model=model).score(RIGHT, min_probability=0.0))}
    assert {(s[0], s[1]): s[3] for s in shown(among) if s[0] in left_ids} == weights
    assert time.monotonic() - started < 60


def test_a_crowd_of_identical_records_is_bounded_and_told():
    left = [
        Record(f"c{i}", given_name="John", family_name="Smith", city="Millbrook", state="OR") for i in range(20_000)
    ]
    right = [Record(f"p{i}", username=f"johnsmith{i}", display_name="John Smith") for i in range(20_000)]
    report = JoinReport()
    started = time.process_time()
    li, _ = Index(left).pairs(right, report)
    assert time.process_time() - started < 60
    assert len(li) <= 200 * len(right)
    assert report.given_up["name"] >= 20_000 * 20_000 - len(li)


@pytest.mark.parametrize("side", ["left", "right"])
def test_an_id_that_occurs_twice_is_named(side):
    twice = [Record("same", given_name="A"), Record("same", given_name="B")]
    with pytest.raises(InputError, match="same"):
        Engine.prepare(twice if side == "left" else LEFT).score(twice)


def test_unknown_columns_are_ignored_and_said(tmp_path, capsys):
    (tmp_path / "l.csv").write_text("id,given_name,family_name,shoe_size\nc1,Ann,Harrow,38\n")
    (tmp_path / "r.csv").write_text("id,username\np1,annharrow\n")
    assert main(["link", str(tmp_path / "l.csv"), str(tmp_path / "r.csv"), str(tmp_path / "o.csv")]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["ignored_columns"] == {"left": ["shoe_size"]}
    assert (tmp_path / "o.csv").read_text().splitlines()[1].startswith("c1,p1,")


def test_a_model_file_of_another_version_is_refused(tmp_path):
    data = json.loads(Model.default().to_text())
    (tmp_path / "m.json").write_text(json.dumps({**data, "format": 99}))
    with pytest.raises(EngineError, match="format"):
        Model.load(tmp_path / "m.json")


def test_bounded_memory_gives_the_same_rows(tmp_path, capsys):
    header = "id,given_name,family_name,city,state,birth_date\n"
    people = "".join(
        f"c{i},Ann{'abcdefgh'[i % 8]},Harr{'aeiou'[i % 5]}w,Town{i % 7},OR,{1950 + i % 40}-01-02\n" for i in range(300)
    )
    accounts = "".join(f'p{i},ann{"abcdefgh"[i % 8]}harr{"aeiou"[i % 5]}w{i},"Town{i % 7}, OR"\n' for i in range(1200))
    (tmp_path / "l.csv").write_text(header + people)
    (tmp_path / "r.csv").write_text("id,username,location\n" + accounts)
    files = [str(tmp_path / "l.csv"), str(tmp_path / "r.csv")]
    assert main(["link", *files, str(tmp_path / "a.csv")]) == 0
    assert main(["link", *files, str(tmp_path / "b.csv"), "--memory", "1M", "--threads", "2"]) == 0
    assert (tmp_path / "a.csv").read_text() == (tmp_path / "b.csv").read_text()
    assert main(["link", *files, str(tmp_path / "c.csv"), "--memory", "much"]) == 1
    assert "800M" in capsys.readouterr().err


def test_threads_and_chunks_change_no_bit(monkeypatch):
    model = frozen()
    alone = shown(Engine.prepare(LEFT, model=model).score(RIGHT, min_probability=0.0))
    monkeypatch.setattr("matching.engine.pipeline.CHUNK", 2)
    assert shown(Engine.prepare(LEFT, model=model, threads=3).score(RIGHT, min_probability=0.0)) == alone


@settings(max_examples=25)
@given(st.lists(records("l"), min_size=1, max_size=4), st.lists(records("r"), min_size=1, max_size=4), st.randoms())
def test_row_order_changes_no_bit(left, right, shuffle):
    model = frozen()
    left = [Record(f"l{i}", **dict(r.values())) for i, r in enumerate(left)]
    right = [Record(f"r{i}", **dict(r.values())) for i, r in enumerate(right)]
    before = shown(Engine.prepare(left, model=model).score(right, min_probability=0.0))
    shuffle.shuffle(left)
    shuffle.shuffle(right)
    after = shown(Engine.prepare(left, model=model).score(right, min_probability=0.0))
    assert sorted(before) == sorted(after)


@settings(max_examples=25)
@given(st.lists(records("l"), min_size=1, max_size=3), records("r"), records("x"))
def test_one_more_record_changes_no_other_pairs_evidence(left, right, other):
    model = frozen()
    left = [Record(f"l{i}", **dict(r.values())) for i, r in enumerate(left)]
    before = Engine.prepare(left, model=model).score([right], min_probability=0.0)
    after = Engine.prepare([*left, other], model=model).score([right], min_probability=0.0)
    weights = {s.left_id: (s.weight, s.pattern) for s in after}
    assert {s.left_id: (s.weight, s.pattern) for s in before}.items() <= weights.items()
