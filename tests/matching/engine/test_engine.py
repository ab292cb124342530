import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.engine.api import Engine, Model, Record, Scored, dedupe, explain, fingerprint
from matching.engine.errors import InputError, ModelError
from matching.engine.sentences import ALL

from .people import LEFT, RIGHT, records


@pytest.fixture(scope="module")
def engine():
    return Engine.prepare(LEFT, right_sample=RIGHT)


def told(scored: list[Scored]):
    return [(s.left_id, s.right_id, s.probability, s.weight, s.rank, s.pattern) for s in scored]


def first(scored, right_id):
    return next((s for s in scored if s.right_id == right_id), None)


@pytest.mark.parametrize(
    ("right_id", "left_id"), [("p1", "c1"), ("p2", "c3"), ("p3", "c4"), ("p4", "c5"), ("p9", "c9")]
)
def test_the_right_person_is_ranked_first(engine, right_id, left_id):
    best = first(engine.score(RIGHT), right_id)
    assert (best.left_id, best.rank) == (left_id, 1)
    assert best.probability > 0.5


def test_two_of_one_name_share_the_probability(engine):
    found = [s for s in engine.score(RIGHT) if s.right_id == "p5" and s.left_id in {"c6", "c7"}]
    assert len(found) == 2
    assert sum(s.probability for s in found) <= 1.0
    assert max(s.probability for s in found) < 0.6


def test_an_organisations_account_scores_low(engine):
    assert all(s.probability < 0.2 for s in engine.score(RIGHT) if s.right_id == "p6")


def test_nobody_over_a_hundred_has_an_account(engine):
    assert first(engine.score(RIGHT, min_probability=0.0), "p7") is None


def test_an_account_without_candidates_is_left_out(engine):
    assert first(engine.score(RIGHT, min_probability=0.0), "p8") is None


def test_scores_do_not_depend_on_the_chunk(engine):
    together = told(engine.score(RIGHT, min_probability=0.0))
    apart = [row for record in RIGHT for row in told(engine.score([record], min_probability=0.0))]
    backwards = told(engine.score(RIGHT[::-1], min_probability=0.0))
    assert together == apart
    assert sorted(together) == sorted(backwards)


def test_a_saved_model_scores_identically(engine, tmp_path):
    path = tmp_path / "adapted.json"
    engine.adapted_model().save(path)
    model = Model.load(path)
    assert model == engine.adapted_model()
    assert model.hash == engine.adapted_model().hash
    assert told(Engine.prepare(LEFT, model=model).score(RIGHT)) == told(engine.score(RIGHT))


def test_preparing_twice_gives_the_same_model(engine):
    again = Engine.prepare(LEFT, right_sample=RIGHT[::-1])
    assert again.adapted_model().hash == engine.adapted_model().hash


def test_a_frozen_model_does_not_follow_the_left_side(engine):
    """A constituent added later changes nobody's score but by competing: frequencies are the frozen ones."""
    more = [*LEFT, Record("new", given_name="Zed", family_name="Harrow")]
    alone = Engine.prepare(LEFT, model=engine.adapted_model()).score(RIGHT[:1])
    joined = Engine.prepare(more, model=engine.adapted_model()).score(RIGHT[:1])
    assert alone[0].weight == joined[0].weight


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(right=records("q"))
def test_evidence_adds_up_to_the_shown_probability(engine, right):
    for scored in engine.score([right], min_probability=0.0):
        assert 0.0 < scored.probability < 1.0
        odds = math.log2(scored.probability) - math.log2(1.0 - scored.probability)
        assert math.fsum(e.bits for e in scored.evidence) == pytest.approx(odds, abs=1e-6)
        sentences = explain(scored.evidence)
        assert [kind for kind, _, _ in sentences] == [e.kind for e in scored.evidence]
        for _, message, params in sentences:
            assert message in ALL
            assert message % params


def test_evidence_adds_up_for_every_fixture(engine):
    for scored in engine.score(RIGHT, min_probability=0.0):
        odds = math.log2(scored.probability) - math.log2(1.0 - scored.probability)
        assert math.fsum(e.bits for e in scored.evidence) == pytest.approx(odds, abs=1e-6)
        assert {"prior", "competition", "calibration"} <= {e.kind for e in scored.evidence}


def test_a_nickname_is_explained_by_name(engine):
    best = first(engine.score(RIGHT), "p1")
    said = [message % params for _, message, params in explain(best.evidence)]
    assert "Bill is a form of William" in said


def test_records_of_one_constituent_count_once():
    twice = [
        Record("a1", group="A", given_name="Amy", family_name="Ashcombe", email="amy@example.org"),
        Record("a2", group="A", given_name="Amy", family_name="Ashcombe"),
        Record("b1", given_name="Zoe", family_name="Pell"),
    ]
    account = Record("p", platform="x", username="amyashcombe", display_name="Amy Ashcombe")
    model = Model.default()
    grouped = Engine.prepare(twice, model=model).score([account])
    alone = Engine.prepare([twice[0], twice[2]], model=model).score([account])
    assert first(grouped, "p").probability >= alone[0].probability > 0.9


def test_an_exact_mail_address_decides():
    left = [
        Record("a", given_name="Amy", family_name="Ashcombe", email="amy@example.org"),
        Record("b", given_name="Ann", family_name="Ashcombe"),
    ]
    best = Engine.prepare(left).score(
        [Record("p", username="ashcombe", display_name="A. Ashcombe", email="AMY@example.org")]
    )[0]
    assert best.left_id == "a"
    assert any(e.kind == "email" and e.bits > 5 for e in best.evidence)


def test_doubled_ids_are_refused():
    with pytest.raises(InputError, match="'a' occurs twice"):
        Engine.prepare([Record("a"), Record("a")])


def test_nothing_on_either_side():
    assert Engine.prepare([]).score(RIGHT) == []
    assert Engine.prepare(LEFT).score([]) == []
    assert Engine.prepare([], right_sample=RIGHT).score(RIGHT) == []
    assert dedupe([]) == []


def test_dedupe_finds_the_double_once():
    people = [
        Record(f"n{i}", given_name=g, family_name=f, birth_date=d, city="Millbrook")
        for i, (g, f, d) in enumerate(
            [
                ("Ada", "Quill", "1970-01-02"),
                ("Ben", "Rook", "1981-03-04"),
                ("Cy", "Stone", "1992-05-06"),
                ("Dee", "Tarn", "1963-07-08"),
            ]
        )
    ]
    found = dedupe(
        [*people, Record("twin", given_name="Ada", family_name="Quil", birth_date="1970-01-02", city="Millbrook")]
    )
    assert [(s.left_id, s.right_id) for s in found if s.probability > 0.5] == [("n0", "twin")]
    assert all(s.left_id < s.right_id for s in found)
    assert sum(e.bits for e in found[0].evidence) == pytest.approx(
        math.log2(found[0].probability) - math.log2(1 - found[0].probability), abs=1e-6
    )


class TestFingerprint:
    left = Record("a", given_name="Zoë", family_name="Ash", email="zoe@example.org|z@example.org")
    right = Record("p", platform="x", username="ZoeAsh", bio="Painter")

    def test_writing_alone_changes_nothing(self):
        left = Record("b", given_name="ZOE", family_name=" Ash", email="Z@example.org|zoe@example.org")
        right = Record("q", platform="X", username="@zoeash", bio="painter ", followers="12", snapshot="2025")
        assert fingerprint(left, right) == fingerprint(self.left, self.right)

    @pytest.mark.parametrize(
        "news", [{"bio": "Painter in Salem"}, {"display_name": "Zoë Ash"}, {"profile_link": "https://ash.example"}]
    )
    def test_news_changes_it(self, news):
        right = Record("p", **{"platform": "x", "username": "ZoeAsh", "bio": "Painter", **news})
        assert fingerprint(self.left, right) != fingerprint(self.left, self.right)

    @given(st.text(max_size=30))
    def test_any_text_will_do(self, text):
        assert len(fingerprint(Record("a", full_name=text), Record("b", bio=text))) == 64


class TestModel:
    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": 99}'])
    def test_a_bad_file_is_named(self, tmp_path, text):
        path = tmp_path / "bad.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ModelError, match=r"bad\.json"):
            Model.load(path)

    def test_a_missing_file_is_named(self, tmp_path):
        with pytest.raises(ModelError, match="does not exist"):
            Model.load(tmp_path / "none.json")

    def test_the_default_names_nobody(self):
        """The shipped model holds levels of agreement and nothing else."""
        model = Model.default()
        assert model.frequencies is None
        words = {w for levels in model.persona.values() for w in levels}
        from matching.engine.compare.persona import FAMILIES

        assert words <= {level for f in FAMILIES for level in f.levels}
        assert set(model.persona) <= {f.name for f in FAMILIES}
