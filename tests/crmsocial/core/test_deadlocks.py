"""Two acts that wait for each other: PostgreSQL ends one, which is done again."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, transaction

from crmsocial.core.database.deadlocks import again_after_deadlock
from tests.support.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def crossing() -> tuple[list[Callable[[], None]], list[int]]:
    """Two acts that take two locks in opposite orders, the first time at once; and who was begun when."""
    met, begun = threading.Barrier(2), list[int]()

    def taking(first: int, second: int) -> Callable[[], None]:
        def act() -> None:
            again = first in begun
            begun.append(first)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [first])
                if not again:
                    met.wait(10)
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [second])

        return act

    return [taking(1, 2), taking(2, 1)], begun


def test_the_act_that_gave_way_is_done_again() -> None:
    (one, other), begun = crossing()
    results = at_once([lambda: again_after_deadlock(one), lambda: again_after_deadlock(other)])
    assert results == [None, None]
    assert len(begun) == 3


def test_inside_a_transaction_the_error_is_the_outermost_acts_to_deal_with() -> None:
    (one, other), begun = crossing()

    def inside(act: Callable[[], None]) -> None:
        with transaction.atomic():
            again_after_deadlock(act)

    results = at_once([lambda: inside(one), lambda: inside(other)])
    assert [type(result) for result in results].count(OperationalError) == 1
    assert len(begun) == 2


def test_other_errors_are_raised_at_once() -> None:
    begun: list[int] = []

    def act() -> None:
        begun.append(1)
        raise OperationalError("the connection is gone")

    with pytest.raises(OperationalError, match="gone"):
        again_after_deadlock(act)
    assert begun == [1]
