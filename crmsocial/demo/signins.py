"""Fictional staff of the demo organisation. Their password is public, so they are made with the demo only."""

from __future__ import annotations

from dataclasses import dataclass

from crmsocial.core.models import Role, User

PASSWORD = "harbour lights demo"


@dataclass(frozen=True, slots=True)
class SignIn:
    """One fictional member of staff."""

    email: str
    first_name: str
    last_name: str
    role: Role


SIGN_INS = (
    SignIn("ana@harbourlights.example", "Ana", "Olsen", Role.STEWARD),
    SignIn("ben@harbourlights.example", "Ben", "Park", Role.STEWARD),
    SignIn("chidi@harbourlights.example", "Chidi", "Quist", Role.FUNDRAISER),
    SignIn("dora@harbourlights.example", "Dora", "Reyes", Role.PRIVACY_ADMIN),
    SignIn("femi@harbourlights.example", "Femi", "Torres", Role.PRIVACY_ADMIN),
    SignIn("eli@harbourlights.example", "Eli", "Stone", Role.ADMINISTRATOR),
)


def make_users() -> dict[str, User]:
    """Create them where they are missing; the users by first name."""
    made = {}
    for one in SIGN_INS:
        user = User.objects.filter(email=one.email).first()
        if user is None:
            user = User.objects.create_user(
                one.email, PASSWORD, first_name=one.first_name, last_name=one.last_name, roles=[one.role]
            )
        made[one.first_name] = user
    return made
