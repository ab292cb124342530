"""Users for tests."""

from __future__ import annotations

from typing import Any

import factory

from crmsocial.core.models import Role, User

PASSWORD = "correct horse battery staple"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """A member of staff without a role, unless ``roles`` says otherwise."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@staff.example")
    first_name = factory.Iterator(["Ana", "Ben", "Chidi", "Dora"])
    last_name = factory.Iterator(["Staffman", "Park", "Quist"])
    roles: Any = factory.LazyFunction(list)
    password = factory.django.Password(PASSWORD)


def user_with(*roles: str, **values: Any) -> User:
    """A user who holds exactly these roles."""
    return UserFactory.create(roles=[Role(role) for role in roles], **values)
