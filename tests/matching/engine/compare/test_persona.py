"""Columns and compiled comparisons say what the readers of single values and Python's sets say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.columns.accounts import AccountColumns
from matching.engine.columns.frame import RecordFrame
from matching.engine.compare import persona
from matching.engine.frequencies import Frequencies
from matching.engine.records import Record

from ..people import LEFT, RIGHT, WORDS
from . import reference

AS_OF = 2026
HOSTS = {"party.example": 40}
# Words that the readers look for, beside others.
TEXT = st.lists(
    st.sampled_from(
        [
            *(
                "Ann",
                "Ashcombe",
                "Bill",
                "William",
                "Harrow",
                "O'Hara",
                "Zoë",
                "Senator",
                "senatrice",
                "former",
                "mayor",
            ),
            *(
                "Salem",
                "OR",
                "Oregon",
                "New",
                "York",
                "NY",
                "Gironde",
                "33",
                "Paris",
                "75",
                "Texas",
                "and",
                "committee",
            ),
            *(
                "Harbor",
                "Trust",
                "news",
                "from",
                "she",
                "her",
                "father",
                "www.ashcombe.example/about",
                "1970",
                "🌲",
                "ß",
            ),
            *(
                "https://party.example/ann",
                "Green",
                "Party",
                "greens",
                "we are",
                "CDS-PP",
                "l'élu",
                "van",
                "der",
                "Berg",
            ),
        ]
    ),
    max_size=7,
).map(" ".join)
MAILS = st.sampled_from(
    [
        "ann@example.org",
        "Ann@Example.org ",
        "a.nn+x@gmail.com",
        "ann@gmail.com",
        "ann@a.example|bo@b.example",
        "no",
        "@",
        "Ü@x.org",
    ]
)
PHONES = st.sampled_from(
    [
        "+1 202 555 0143",
        "2025550143",
        "(202) 555-0143 x12",
        "0000000",
        "12",
        "555 0143|202-555-0199",
        "٢٠٢٥٥٥٠١٤٣",
        "n/a",
    ]
)
DATES = st.sampled_from(["1970-05-31", "1970-31-05", "19700531", "1970", "1971-05-31", "1899", "x", "2999-99-99"])
SITES = st.sampled_from(
    ["https://ashcombe.example", "www.ashcombe.example/about", "party.example", "https://x.com/ann", "bad"]
)
HANDLES = st.sampled_from(
    [
        *(
            "AnnAshcombe",
            "ann.ashcombe",
            "SenAnnHarrow",
            "HarborCommittee",
            "@ann@ashcombe.example",
            "ashcombe.example",
        ),
        *("harrow33", "greens", "ann-ashcombe-7a81b2c9", "NewsFromSalem", "x"),
    ]
)
PLATFORMS = st.sampled_from(["x", "bluesky", "Mastodon"])


def _any(**fields: st.SearchStrategy[str]) -> st.SearchStrategy[Record]:
    texts = {name: st.one_of(st.none(), st.none(), values, WORDS) for name, values in fields.items()}
    return st.fixed_dictionaries(texts).map(lambda values: Record("r", **values))


PEOPLE = _any(
    given_name=TEXT,
    family_name=TEXT,
    birth_date=DATES,
    death_date=st.just("2001"),
    gender=st.sampled_from(["F", "male", "w", "?"]),
    email=MAILS,
    phone=PHONES,
    website=SITES,
    city=TEXT,
    state=TEXT,
    country=st.sampled_from(["US", "FR"]),
    organisation=TEXT,
    role=TEXT,
    platform=PLATFORMS,
    username=HANDLES,
    address=TEXT,
)
ACCOUNTS = _any(
    platform=PLATFORMS,
    username=HANDLES,
    platform_user_id=st.sampled_from(["1", "2"]),
    display_name=TEXT,
    full_name=TEXT,
    bio=TEXT,
    location=TEXT,
    city=TEXT,
    state=TEXT,
    email=MAILS,
    phone=PHONES,
    birth_date=DATES,
    profile_link=SITES,
    website=SITES,
    snapshot=st.sampled_from(["2017", "2017-03-04", "x"]),
    account_created=st.sampled_from(["Sat Jan 01 23:58:47 +0000 2011", "1"]),
)


def numbered(records: Sequence[Record]) -> list[Record]:
    return [replace(r, id=f"{i:04}") for i, r in enumerate(records)]


def compared(left: Sequence[Record], right: Sequence[Record], threads: int = 1) -> np.ndarray:
    """Return the levels of every left record with every right one, as left x right x families."""
    li, ri = (g.ravel() for g in np.meshgrid(np.arange(len(left)), np.arange(len(right)), indexing="ij"))
    side = persona.Left.of(RecordFrame.of(left), Frequencies(host=HOSTS))
    found = persona.compare(side, AccountColumns(RecordFrame.of(right)), li, ri, AS_OF, threads)
    return found.reshape(len(left), len(right), len(persona.FAMILIES))


def named(levels: np.ndarray) -> dict[str, str]:
    return {f.name: f.levels[v] for f, v in zip(persona.FAMILIES, levels.tolist(), strict=True)}


def one(left: Record, right: Record) -> dict[str, str]:
    return named(compared([left], [right])[0, 0])


def check(left: Sequence[Record], right: Sequence[Record]) -> None:
    levels = compared(left, right)
    for i, person in enumerate(left):
        for j, account in enumerate(right):
            found = named(levels[i, j])
            # A mailbox that stands for a handle is read as a handle too.
            as_handle = {"body", "role", "party", "place"} if account.email and not account.username else set()
            told = reference.levels(person, account, HOSTS, AS_OF)
            expected = {n: v for n, v in told.items() if n not in as_handle}
            assert {n: found[n] for n in expected} == expected, (person, account)
            if (site := reference.link(person, account, HOSTS)) in {"differs", "no_site"}:
                assert found["link"] == site or "names" in found["link"] or "hints" in found["link"]
            else:
                assert found["link"] == site, (person, account)


@settings(max_examples=150, deadline=None)
@given(st.lists(PEOPLE, min_size=1, max_size=6), st.lists(ACCOUNTS, min_size=1, max_size=6))
def test_columns_say_what_single_values_say(left, right):
    check(numbered(left), numbered(right))


def test_the_fictional_people():
    check(LEFT, RIGHT)


@settings(max_examples=40, deadline=None)
@given(st.lists(PEOPLE, min_size=1, max_size=5), st.lists(ACCOUNTS, min_size=1, max_size=5))
def test_a_pair_is_a_matter_of_its_two_records_alone(left, right):
    """Whoever else is on a side, in whatever order: batch and incremental runs see the same levels."""
    left, right = numbered(left), numbered(right)
    whole = compared(left, right)
    for i, person in enumerate(left):
        for j, account in enumerate(right):
            assert np.array_equal(compared([person], [account])[0, 0], whole[i, j])
    assert np.array_equal(compared(left[::-1], right[::-1])[::-1, ::-1], whole)


def test_threads_change_nothing():
    left, right = numbered(LEFT * 60), numbered(RIGHT * 60)
    assert np.array_equal(compared(left, right, 2), compared(left, right, 1))


def test_nothing_on_either_side():
    li = np.zeros(0, dtype=np.int64)
    side = persona.Left.of(RecordFrame.of([]), Frequencies())
    assert persona.compare(side, AccountColumns(RecordFrame.of([])), li, li, AS_OF).shape == (0, len(persona.FAMILIES))


@given(st.lists(PEOPLE, min_size=1, max_size=4), st.lists(ACCOUNTS, min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_the_dead_have_no_accounts(left, right):
    left, right = numbered(left), numbered(right)
    li, ri = (g.ravel() for g in np.meshgrid(np.arange(len(left)), np.arange(len(right)), indexing="ij"))
    side = persona.Left.of(RecordFrame.of(left), Frequencies())
    found = persona.alive(side.people, AccountColumns(RecordFrame.of(right)), li, ri, AS_OF)
    assert found.tolist() == [not reference.dead(left[i], right[j], AS_OF) for i, j in zip(li, ri, strict=True)]


@pytest.mark.parametrize(
    ("location", "level"),
    [
        ("Salem, OR", "town_and_division"),
        ("Oregon", "division"),
        ("Salem", "town"),
        ("Austin, Texas", "other_division"),
        ("Nowhereville", "other_town"),
        ("...", "unclear"),
    ],
)
def test_place(location, level):
    person = Record("c", city="Salem", state="OR", country="US")
    assert one(person, Record("p", username="x", location=location))["place"] == level


@pytest.mark.parametrize(
    ("platform", "username", "level"),
    [
        ("bluesky", "ashcombe.example", "handle_is_site"),
        ("bluesky", "@www.ashcombe.example", "handle_is_site"),
        ("mastodon", "@ann@ashcombe.example", "handle_is_site"),
        ("instagram", "ashcombe.example", "unstated"),
        ("bluesky", "ashcombe.bsky.social", "unstated"),
        ("bluesky", "party.example", "unstated"),
    ],
)
def test_a_handle_that_is_the_own_site(platform, username, level):
    person = Record("c", family_name="Ashcombe", website="https://www.ashcombe.example|https://party.example/ann")
    assert one(person, Record("p", platform=platform, username=username))["link"] == level


def test_a_linked_site_that_names_the_person():
    person = Record("c", given_name="Ann", family_name="Ashcombe")
    found = one(person, Record("p", username="x", profile_link="http://annashcombe.example"))
    assert found["link"] == "no_site_names"


@pytest.mark.parametrize(
    ("born", "said", "level"),
    [
        ("1970-05-31", "1970-05-31", "equal"),
        ("1970-05-31", "1970", "year"),
        ("1970", "1970-05-31", "year"),
        ("1970-05-31", "1970-05-30", "one_slip"),
        ("1970-05-31", "1970-05-13", "one_slip"),
        ("1970-05-12", "1970-12-05", "day_month"),
        ("1970-05-31", "1971", "year_slip"),
        ("1970-05-31", "1983", "differs"),
        ("1970-05-31", "1970-06-30", "two_slips"),
        ("1970-05-31", "1970-11-02", "same_year"),
        ("1970-05-31", "1983-01-02", "differs"),
        ("1970-05-31", "soon", "unstated"),
    ],
)
def test_a_birth_date_that_the_account_states(born, said, level):
    found = one(Record("c", birth_date=born), Record("p", username="x", birth_date=said))
    assert found["born"] == level


@pytest.mark.parametrize(
    ("bio", "level"),
    [("Working at Harbor Light Trust", "whole_in_bio"), ("The harbor", "in_bio"), ("Painter", "absent")],
)
def test_an_employer_in_the_bio(bio, level):
    found = one(Record("c", organisation="Harbor Light Trust"), Record("p", username="x", bio=bio))
    assert found["party"] == level


def test_a_mailbox_stands_for_the_handle_that_is_missing():
    person = Record("c", given_name="Ann", family_name="Ashcombe", email="ann.ashcombe@home.example")
    found = one(person, Record("p", display_name="Ann A.", email="ann.ashcombe@work.example"))
    assert found["handle_with_display"] == "full_full"
    assert (found["email"], found["label"]) == ("same_mailbox", "unstated")


@pytest.mark.parametrize("bad", ["\x00", "\ud800", "‏‮abc", "​​", "9" * 40, "a" * 1_000_000, "| | |", "ß" * 3000])
def test_bad_text_does_no_harm(bad):
    fields = ("email", "phone", "website", "city", "state", "organisation", "role", "birth_date", "username")
    person = Record("c", given_name="Ann", family_name="Ash", **dict.fromkeys(fields, bad))
    account = Record("p", **dict.fromkeys((*fields, "display_name", "bio", "location", "profile_link"), bad))
    assert compared([person], [account]).shape == (1, 1, len(persona.FAMILIES))
