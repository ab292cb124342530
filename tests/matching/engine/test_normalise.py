import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import normalise


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert normalise.fold(normalise.fold(text)) == normalise.fold(text)
    assert normalise.squeeze(normalise.squeeze(text)) == normalise.squeeze(text)


@given(st.text())
def test_squeezed_text_is_plain_letters_and_digits(text):
    squeezed = normalise.squeeze(text)
    assert squeezed == "" or (squeezed.isascii() and squeezed.isalnum() and squeezed == squeezed.lower())


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Élodie", "elodie"),
        ("O’Brien-Smith", "obriensmith"),
        ("Ōtani", "otani"),
        ("Straße", "strasse"),
        ("Иванов", "ivanov"),
    ],
)
def test_squeeze(text, plain):
    assert normalise.squeeze(text) == plain


def test_an_umlaut_has_two_spellings():
    assert normalise.spellings("Müller") == ("muller", "mueller")
    assert normalise.spellings("Miller") == ("miller",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RepJaneDoe", ("rep", "jane", "doe")),
        ("jane_doe.42", ("jane", "doe", "42")),
        ("ABCNews", ("abc", "news")),
        ("", ()),
    ],
)
def test_split_words(text, words):
    assert normalise.split_words(text) == words


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1970-05-31", (1970, 5, 31)),
        ("19700531", (1970, 5, 31)),
        ("1970", (1970, 0, 0)),
        ("1970-05", (1970, 5, 0)),
        ("31.05.1970", None),
        ("", None),
        ("0012", None),
    ],
)
def test_parse_date(text, date):
    assert normalise.parse_date(text) == date


def test_phone_numbers_lose_prefix_and_extension():
    assert normalise.phones("+1 (202) 555-0143 x12|0202 555 0143|12") == ("2025550143",)


def test_mail_addresses_lose_tags():
    assert normalise.emails("Jane.Doe+news@Example.org|j.doe@gmail.com|nobody") == (
        "jane.doe@example.org",
        "jdoe@gmail.com",
    )


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("https://www.Example.org/About/", ("example.org", "/about")),
        ("example.org", ("example.org", "")),
        ("http://[broken", None),
        ("no host", None),
        ("", None),
    ],
)
def test_url_parts(text, parts):
    assert normalise.url_parts(text) == parts


@given(st.text())
def test_no_text_breaks_the_parsers(text):
    normalise.urls(text)
    normalise.urls_in(text)
    normalise.emails(text)
    normalise.phones(text)
    normalise.parse_date(text)
    normalise.gender(text)


def test_pictures_are_no_words():
    assert normalise.tokens("Ann ☕ Lee🌻❤\ufe0f") == ("ann", "lee")
    assert normalise.split_words("👩\u200d🚀AnnLee") == ("ann", "lee")
    assert normalise.tokens("Ⓐnn 🅰") == ("ann", "a")
