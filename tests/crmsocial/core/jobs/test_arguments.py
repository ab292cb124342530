"""Queues hold ids, numbers and codes; nothing of a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from crmsocial.core import jobs
from crmsocial.core.jobs.arguments import check_arguments
from crmsocial.core.models import Job

SOME_ID = UUID("01900000-0000-7000-8000-000000000000")
FINE: list[Any] = [
    str(SOME_ID), 7, 0.5, True, None, "", "not_permitted", "2026-11-21T23:40:00+00:00", ["a", str(SOME_ID)],
    {"after": str(SOME_ID), "done": 3}, "matching.score_chunk", "a" * 64,
]  # fmt: skip
PERSONAL: list[Any] = [
    "Mara Lind", "mara@example.org", "@maralind", "Lübeck", "a" * 121, ["x", "Mara Lind"], {"name": "Mara Lind"},
    {"mara@example.org": 1}, object(), b"bytes", "line\n",
]  # fmt: skip


@pytest.mark.parametrize("value", FINE, ids=repr)
def test_ids_and_codes_pass(value: Any) -> None:
    check_arguments("test.kind", {"argument": value})


@pytest.mark.parametrize("value", PERSONAL, ids=lambda one: repr(one)[:12])
def test_anything_else_is_refused_and_named(value: Any) -> None:
    with pytest.raises(ValueError, match=r"“argument” of a job of kind test\.kind"):
        check_arguments("test.kind", {"fine": 1, "argument": value})


@pytest.mark.django_db
def test_nothing_is_enqueued_with_a_value_in_it() -> None:
    with pytest.raises(ValueError, match="“who”"):
        jobs.enqueue(kind="test.kind", unique_key="one", args={"who": "Mara Lind"})
    with pytest.raises(ValueError, match="unique_key"):
        jobs.enqueue(kind="test.kind", unique_key="test:mara@example.org", args={})
    assert not Job.objects.exists()
