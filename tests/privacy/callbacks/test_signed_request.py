"""Reading what Meta signed: the documented vector, and everybody else."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.callbacks.signed_request import LONGEST, Forged, Malformed, Refused, SignedRequest, Stale, parse
from tests.privacy.callbacks.signing import SECRET, encoded, signed, signed_payload

#: As Meta's documentation has it, signed with "appsecret".
VECTOR = (
    "RLNA5vOFTKRdmsWUZKY9PBJzJjL_INVEUkdkuAK2Se8.eyJ1c2VyX2lkIjoiMjE4NDcxIiwiYWxnb3JpdGhtIjoiSE1BQy1TSEEyNTYiLCJpc3N1"
    "ZWRfYXQiOjEyOTE4MzY4MDAsImV4cGlyZXMiOjEyOTE4NDA0MDB9"
)
SIGNED_AT = datetime.fromtimestamp(1291836800, tz=UTC)
WEEK = timedelta(days=7)


def read(text: str, *, secret: str = SECRET, now: datetime | None = None) -> SignedRequest:
    return parse(text, secret=secret, now=now or datetime.now(UTC), longest_age=WEEK)


def test_the_documented_vector() -> None:
    found = read(VECTOR, now=SIGNED_AT + timedelta(days=1))
    assert (found.user_id, found.issued_at) == ("218471", SIGNED_AT)
    assert found.digest == hashlib.sha256(VECTOR.partition(".")[2].encode()).digest()


@pytest.mark.parametrize("user_id", ["218471", "2184712", "21847123", "218471234"])
def test_the_segment_is_signed_as_it_is_sent_whatever_its_length(user_id: str) -> None:
    body = {"user_id": user_id, "algorithm": "HMAC-SHA256", "issued_at": 1291836800, "expires": 1291840400}
    payload = encoded(json.dumps(body, separators=(",", ":")).encode())
    assert read(signed_payload(payload), now=SIGNED_AT).user_id == user_id
    padded = payload + "=" * (-len(payload) % 4)
    if padded != payload:
        # What code that passes round computes: it must not be taken for Meta's.
        wrong = hmac.new(SECRET.encode(), padded.encode(), hashlib.sha256).digest()
        with pytest.raises(Forged):
            read(f"{encoded(wrong)}.{payload}", now=SIGNED_AT)
        with pytest.raises(Refused):
            read(f"{encoded(wrong)}.{padded}", now=SIGNED_AT)


def test_the_lengths_above_cover_what_padding_would_change() -> None:
    lengths = {len(encoded(b"x" * size)) % 4 for size in range(80, 84)}
    assert lengths == {0, 2, 3}


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "nothing",
        "a.b.c",
        VECTOR.replace(".", ""),
        VECTOR.partition(".")[0] + ".",
        "." + VECTOR.partition(".")[2],
        VECTOR + "=",
        VECTOR.replace(".", " ."),
        "!!!." + VECTOR.partition(".")[2],
        "A." + VECTOR.partition(".")[2],
        VECTOR.partition(".")[0] + ".é",
        "\ud800.\ud800",
        "x" * (LONGEST + 1),
        "0" * 64 + "." + VECTOR.partition(".")[2],
        VECTOR[:-4] + "AAAA",
        VECTOR.swapcase(),
    ],
)
def test_what_is_no_signed_request_of_meta(text: str) -> None:
    with pytest.raises(Refused):
        read(text, now=SIGNED_AT)


@given(st.text(max_size=200))
def test_nothing_that_is_typed_in_is_taken_or_breaks_it(text: str) -> None:
    with pytest.raises(Refused):
        read(text)


def test_another_secret_signs_nothing() -> None:
    with pytest.raises(Forged):
        read(signed(secret="another"))
    with pytest.raises(Forged):
        read(signed(), secret="another")


@pytest.mark.parametrize("algorithm", ["none", "HMAC-SHA1", "hmac-sha256", "", 256, ["HMAC-SHA256"], None])
def test_the_algorithm_is_pinned(algorithm: object) -> None:
    with pytest.raises(Forged):
        read(signed(algorithm=algorithm))


@pytest.mark.parametrize(
    "payload",
    [b"", b"[]", b"null", b'"text"', b"{", b"\xff\xfe", b"[" * 4000, b'{"issued_at": ' + b"9" * 5000 + b"}"],
)
def test_a_signed_payload_that_says_nothing_of_use(payload: bytes) -> None:
    with pytest.raises(Refused):
        read(signed_payload(encoded(payload)))


@pytest.mark.parametrize("user_id", [None, "", True, 1.5, ["1"], {"id": 1}, "1 2", "x" * 65, "a/../b", "é"])
def test_whom_it_is_about_must_be_an_id(user_id: object) -> None:
    with pytest.raises(Malformed):
        read(signed(user_id))


def test_an_id_written_as_a_number_is_that_id() -> None:
    assert read(signed(218471)).user_id == "218471"


@pytest.mark.parametrize("issued_at", [None, "now", True, 1.5, -(10**30), 10**30])
def test_when_it_was_signed_must_be_a_time(issued_at: object) -> None:
    with pytest.raises(Malformed):
        read(signed(issued_at=issued_at))


@pytest.mark.parametrize(
    ("ago", "taken"),
    [
        (timedelta(0), True),
        (timedelta(days=6, hours=23), True),
        (timedelta(days=7, seconds=1), False),
        (timedelta(days=-1), False),
        (timedelta(minutes=-4), True),
        (timedelta(minutes=-6), False),
    ],
)
def test_a_stale_one_is_refused_and_a_late_one_is_not(ago: timedelta, taken: bool) -> None:
    now = SIGNED_AT + ago
    if taken:
        assert read(VECTOR, now=now).user_id == "218471"
    else:
        with pytest.raises(Stale):
            read(VECTOR, now=now)


def test_when_a_token_expires_does_not_matter() -> None:
    for expires in (0, 1, None, "never"):
        assert read(signed(expires=expires)).user_id == "218471"


def test_the_signature_is_settled_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_it(*_args: Any, **_options: Any) -> None:
        raise AssertionError("read before it was known who signed it")

    monkeypatch.setattr(json, "loads", read_it)
    with pytest.raises(Forged):
        read(signed_payload(base64.urlsafe_b64encode(b'{"a": 1}').decode().rstrip("="), secret="another"))
