"""Which accounts are one living person's, and the words that a verdict goes by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.quality.judge import ENOUGH_BITS, read_quality
from matching.engine.records import Record
from matching.engine.sentences import SENTENCES


def account(**said: str) -> Record:
    return Record(id="a", **said)


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("organisation", {"display_name": "Millbrook Food Foundation", "bio": "We feed our town."}, "speaks_as_many"),
        ("organisation", {"display_name": "Harbour Lights e.V. GmbH"}, "legal_form"),
        ("organisation", {"display_name": "Millbrook City Council"}, "body_in_name"),
        ("organisation", {"display_name": "Millbrook Hilfe e.V."}, "legal_form"),
        ("organisation", {"display_name": "Ayuda Millbrook ONG", "bio": "Nuestra misión"}, "legal_form"),
        ("organisation", {"display_name": "Acme Widgets Ltd, Leeds"}, "legal_form"),
        ("organisation", {"display_name": "Grace Church", "bio": "We meet on Sundays. Our mission is to serve."},
         "body_in_name"),
        ("shared", {"display_name": "Harrow Campaign"}, "run_for_a_person"),
        ("shared", {"display_name": "William and Ann Harrow"}, "two_people"),
        ("shared", {"display_name": "Ann & William Harrow", "username": "harrows"}, "two_people"),
        ("shared", {"display_name": "Team Harrow", "bio": "For Oregon."}, "run_for_a_person"),
        ("shared", {"display_name": "Wilma Harrow", "bio": "Posts by staff unless signed WH."}, "says_shared"),
        ("parody", {"display_name": "Wilma Harrow", "bio": "Parodie. Rien de vrai ici."}, "says_parody"),
        ("parody", {"display_name": "Priya Raman", "bio": "Fan account, not affiliated"}, "says_parody"),
        ("fabricated", {"username": "xkjdfhg83920174", "followers": "1"}, "handle_drawn"),
        ("fabricated", {"display_name": "Sue", "bio": "DM for promo! Giveaway every day"}, "says_invented"),
    ],
)  # fmt: skip
def test_accounts_that_are_no_persons(kind: str, said: dict[str, str], code: str) -> None:
    verdict = read_quality(account(**said))
    assert verdict.kind == kind
    assert code in {signal.code for signal in verdict.signals}
    assert verdict.bits >= ENOUGH_BITS


@pytest.mark.parametrize(
    "said",
    [
        {"username": "wharrow61"},
        {"display_name": "Wilma Harrow", "bio": "My books, my dogs. She/her."},
        {"display_name": "William Harrow for Congress", "bio": "Father of three, running for Congress."},
        {"display_name": "Sen. William Church", "bio": "Member of the committee on fisheries."},
        {"display_name": "Jörg Müllenberg", "bio": "Ich schreibe über Wein."},
        {"display_name": "Lucía Ferrán", "verified": "True", "bio": "No oficial, dicen. Es broma: soy yo."},
        {"display_name": "", "bio": ""},
        # Names that are words of bodies, legal forms, or hold "and" in some language.
        {"display_name": "Aisha Church", "username": "aisha_church", "bio": "Nurse in Leeds"},
        {"display_name": "Tobias Stadt", "username": "tobias.stadt", "bio": "Wir sind Papa, Mama und zwei Hunde."},
        {"display_name": "Ruth Bishop", "username": "ruthbishop"},
        {"display_name": "Young Bank", "username": "young.bank"},
        {"display_name": "Wei Ling Ong", "username": "weiling_ong"},
        {"display_name": "WEI LING ONG"},
        {"display_name": "Thanh Ngo", "bio": "Coffee first."},
        {"display_name": "Ev Ollander"},
        {"display_name": "Janet Lee"},
        {"display_name": "Jacky Ray"},
        {"display_name": "Staff Sgt Ann Harrow"},
        {"display_name": "Ann Harrow, Team GB"},
        {"display_name": "Ann Harrow | Team Oregon"},
        # What people say of themselves.
        {"display_name": "Lucía Ferrán", "bio": "Fan de la montaña, madre de 3"},
        {"display_name": "Luc Ferrand", "bio": "Fan de foot et de cuisine"},
        {"display_name": "Mo Tarrant", "bio": "I write satire and poems"},
        {"display_name": "Mo Tarrant", "bio": "Mum. I work from home and love our family. In memory of Dad."},
        {"display_name": "אמיליה הררי", "bio": "אמא לשלושה, אוהבת ספרים"},
        {"display_name": "أميليا حراري", "bio": "نحن نحب الكتب. أم لثلاثة"},
        {"display_name": "王小明", "bio": "我们的城市 我的书"},
    ],
)
def test_people_stay_people(said: dict[str, str]) -> None:
    assert read_quality(account(**said)).is_person


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=30))
def test_any_text_gets_a_verdict_with_reasons(display: str, bio: str, handle: str) -> None:
    verdict = read_quality(account(display_name=display, bio=bio, username=handle))
    assert verdict.is_person == (not verdict.signals)
    assert verdict.bits == pytest.approx(sum(signal.bits for signal in verdict.signals))
    assert all(signal.code in SENTENCES["not_a_person"] for signal in verdict.signals if signal.bits > 0)
