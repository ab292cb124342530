from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.erasure import keys, normal


@pytest.mark.parametrize(
    "spelling",
    [
        "ana.olsen@example.org",
        "Ana.Olsen@EXAMPLE.org",
        "  ANA.OLSEN@example.org. ",
        "ana.olsen+choir@example.org",
        "ａｎａ.ｏｌｓｅｎ@example.org",
    ],
)
def test_one_mailbox_in_any_spelling(spelling: str) -> None:
    assert normal.mailbox(normal.email(spelling)) == "ana.olsen@example.org"


def test_a_domain_in_its_own_script_is_the_same_as_in_ascii() -> None:
    assert normal.email("ana@Bücher.example") == normal.email("ana@xn--bcher-kva.example")


@pytest.mark.parametrize("spelling", ["a.n.a@gmail.com", "ana+x@googlemail.com", "Ana@Gmail.com"])
def test_dots_do_not_count_where_they_do_not(spelling: str) -> None:
    assert normal.mailbox(normal.email(spelling)) == "ana@gmail.com"


def test_elsewhere_dots_count() -> None:
    assert normal.mailbox("a.na@example.org") != normal.mailbox("ana@example.org")


@pytest.mark.parametrize(
    "spelling",
    [
        "+12125550142", "(212) 555-0142", "212.555.0142", "1-212-555-0142", "+1 212 555 0142", "001 212 555 0142",
        "011 1 212 555 0142", "212-555-0142 ext. 7", "２１２ ５５５ ０１４２",
    ],
)  # fmt: skip
def test_one_number_in_any_spelling(spelling: str) -> None:
    assert normal.phone(spelling, "US") == "+12125550142"


@pytest.mark.parametrize("spelling", ["020 7946 0018", "+44 20 7946 0018", "+44 (0)20 7946 0018", "0044 20 79460018"])
def test_a_british_number_at_home(spelling: str) -> None:
    assert normal.phone(spelling, "GB") == "+442079460018"


@given(st.from_regex(r"[2-9][0-9]{9}", fullmatch=True))
def test_the_end_of_a_number_is_in_every_spelling(digits: str) -> None:
    number = normal.phone(digits, "US")
    for spelling in (digits, f"({digits[:3]}) {digits[3:6]}-{digits[6:]}", f"+1{digits}", number):
        assert normal.phone_tail(spelling) == digits[-6:]


@given(st.emails())
def test_writing_an_address_differently_changes_nothing(address: str) -> None:
    once = normal.email(address)
    assert normal.email(once) == once
    assert normal.email(f" {address.upper()} ") in (once, normal.email(address.upper()))


def test_keys_and_kinds_tell_hashes_apart(settings: object) -> None:
    settings.SUPPRESSION_KEYS = {"2": "new", "1": "old"}  # type: ignore[attr-defined]
    assert keys.current() == "2"
    digests = {keys.digest((kind, "1:a"), key) for kind in (keys.EMAIL, keys.EXTERNAL_ID) for key in ("1", "2")}
    assert len(digests) == 4 and all(len(digest) == 32 for digest in digests)
