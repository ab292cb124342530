"""Two changes of one constituent at the same time end in the profile that both of them make."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import connection, transaction

from crmsocial.consolidation import selectors, services
from crmsocial.consolidation.models import Profile
from tests.factories import people


@pytest.mark.django_db(transaction=True)
def test_the_second_waits_and_sees_what_the_first_did():
    holder = people.person(full_name="Ana Ortega")
    services.refresh(constituent_ids=[holder.id])
    refreshed, ended = Event(), Event()

    def change(of: str, email: str, *, hold: bool) -> None:
        try:
            with transaction.atomic():
                people.join(holder.constituent, people.source(of), email=email)
                services.refresh(constituent_ids=[holder.id])
                if hold:
                    refreshed.set()
                    # The other waits for the lock meanwhile; without one it would end now.
                    ended.wait(0.5)
        finally:
            ended.set()
            connection.close()

    for name in ("first", "second"):
        people.source(name)
    first = Thread(target=change, args=("first", "one@example.org"), kwargs={"hold": True})
    second = Thread(target=change, args=("second", "two@example.org"), kwargs={"hold": False})
    first.start()
    assert refreshed.wait(10)
    second.start()
    first.join(20)
    second.join(20)
    email = selectors.profile(holder.id).get("email")
    assert {claim.value for claim in email.shown} == {"one@example.org", "two@example.org"}
    known = Profile.objects.get(pk=holder.id).input_hash
    assert services.refresh(constituent_ids=[holder.id]) == set()
    assert Profile.objects.get(pk=holder.id).input_hash == known
