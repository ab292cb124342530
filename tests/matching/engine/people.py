"""Fictional people and accounts for the engine's tests."""

from __future__ import annotations

from hypothesis import strategies as st

from matching.engine.records import Record

LEFT = [
    Record(
        "c1",
        full_name="William Harrow",
        given_name="William",
        family_name="Harrow",
        birth_date="1961-04-02",
        gender="M",
        email="wharrow@council.example",
        city="Millbrook",
        state="OR",
        country="US",
        role="senator",
    ),
    Record(
        "c2",
        full_name="Wilma Harrow",
        given_name="Wilma",
        family_name="Harrow",
        gender="F",
        state="TX",
        country="US",
        role="representative",
    ),
    Record(
        "c3",
        full_name="Amélie Dubois-Quint",
        given_name="Amélie",
        family_name="Dubois-Quint",
        website="https://amelie-dubois.example/about",
        state="WA",
        country="US",
    ),
    Record(
        "c4", given_name="Jörg", family_name="Müllenberg", email="joerg@muellenberg.example", phone="+1 202 555 0143"
    ),
    Record("c5", full_name="Lucía Teresa Ferrán Otero", state="NM", country="US"),
    Record("c6", given_name="John", family_name="Smythe", state="OR", country="US"),
    Record("c7", given_name="John", family_name="Smythe", state="TX", country="US"),
    Record("c8", given_name="Randall", family_name="Okonkwo", birth_date="1893-01-01"),
    Record("c9", given_name="Priya", family_name="Raman", email="priya.raman@example.org"),
]
RIGHT = [
    Record(
        "p1",
        platform="x",
        username="SenBillHarrow",
        display_name="Senator Bill Harrow",
        location="Millbrook, OR",
        bio="Serving Oregon. Father of two.",
    ),
    Record(
        "p2",
        platform="x",
        username="amelie_dubois_quint",
        display_name="Amélie DUBOIS-QUINT",
        profile_link="http://www.amelie-dubois.example/",
    ),
    Record("p3", platform="linkedin", username="joerg-muellenberg-7a81b2c9"),
    Record("p4", platform="instagram", username="luciaferran.otero"),
    Record("p5", platform="x", username="johnsmythe", display_name="John Smythe"),
    Record(
        "p6",
        platform="x",
        username="HarborCommittee",
        display_name="Harbor Committee",
        bio="News and updates from the committee",
    ),
    Record("p7", platform="x", username="randallokonkwo", snapshot="2020"),
    Record("p8", platform="x", username="zzqqvv"),
    Record("p9", full_name="Priya Raman", email="priya.raman@example.org"),
]

NAMES = st.sampled_from(
    ["Anna", "Bill", "William", "Jean-Luc", "Zoë", "O'Hara", "van der Berg", "Müller", "Иван", "李", "Lee", "A."]
)
WORDS = st.text(max_size=24)
OPTIONAL = st.one_of(st.none(), NAMES, WORDS)


@st.composite
def records(draw: st.DrawFn, ident: str = "r") -> Record:
    """Any record, sensible or not."""
    fields = (
        "full_name",
        "given_name",
        "middle_name",
        "family_name",
        "nickname",
        "other_names",
        "email",
        "phone",
        "website",
        "city",
        "state",
        "birth_date",
        "username",
        "display_name",
        "bio",
        "location",
        "postcode",
        "address",
        "national_id",
        "gender",
    )
    return Record(ident, **{f: draw(OPTIONAL) for f in draw(st.sets(st.sampled_from(fields), max_size=8))})
