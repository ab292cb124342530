"""Every source identity gets a constituent of its own, once."""

from __future__ import annotations

import pytest

from crmsocial.constituents.models import Constituent
from crmsocial.core.models import AuditEntry
from crmsocial.identity import services
from crmsocial.identity.models import Membership
from tests.factories.identity import identity
from tests.support.threads import at_once


@pytest.mark.django_db
def test_adoption_is_once_and_audited() -> None:
    made = [identity() for _ in range(3)]
    assert services.adopt() == 3
    assert services.adopt() == 0
    homes = dict(Membership.objects.values_list("identity_id", "constituent_id"))
    assert set(homes) == {one.pk for one in made}
    assert len(set(homes.values())) == 3
    assert AuditEntry.objects.get(verb="constituent.adopted").details == {"count": 3}


@pytest.mark.django_db
def test_only_the_batch_is_adopted() -> None:
    mine, other = identity(), identity()
    batch = mine.pk  # any id will do
    mine.records.create(version=2, values={}, content_hash=b"x" * 32, basis="contract", batch_id=batch)
    assert services.adopt(batch_id=batch) == 1
    assert not Membership.objects.filter(identity=other).exists()


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_adopt_each_identity_once() -> None:
    for _ in range(20):
        identity()
    counts = at_once([services.adopt] * 3)
    assert sorted(counts) == [0, 0, 20]
    assert Constituent.objects.count() == 20
