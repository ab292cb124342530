from __future__ import annotations

import json
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmsocial.core.errors import InvalidInput
from privacy import signing

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=4))
def test_a_document_survives_being_written_otherwise(payload: dict) -> None:
    signed = signing.sign(payload)
    turned = json.loads(json.dumps(signed, indent=3, sort_keys=True))
    assert signing.verify(turned) == payload


def test_a_changed_document_is_refused() -> None:
    signed = signing.sign({"state": "ConsentGiven", "n": 1})
    changed = deepcopy(signed)
    changed["payload"]["state"] = "ConsentWithdrawn"
    with pytest.raises(InvalidInput, match="changed after it was signed"):
        signing.verify(changed)


@pytest.mark.parametrize(
    "document",
    [None, 3, [], {}, {"payload": {}}, {"payload": {}, "signature": {}}, {"payload": {}, "signature": {"value": 1}}],
)
def test_what_is_no_signed_document_is_said_so(document: object) -> None:
    with pytest.raises(InvalidInput, match="not a signed document"):
        signing.verify(document)


def test_another_algorithm_or_key_is_refused() -> None:
    for name, value in (("alg", "none"), ("kid", "other")):
        signed = signing.sign({"a": 1})
        signed["signature"][name] = value
        with pytest.raises(InvalidInput, match="another key"):
            signing.verify(signed)


def test_the_public_key_is_a_json_web_key_without_the_private_part() -> None:
    key = signing.public_key()
    assert key["kty"] == "OKP" and key["crv"] == "Ed25519" and "d" not in key
    assert signing.verify(signing.sign({"a": 1}), key) == {"a": 1}
