"""``manage.py add_user``: the first administrator, and everybody else where no browser is at hand."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crmsocial.core import staff
from crmsocial.core.errors import DomainError
from crmsocial.core.models import Role


class Command(BaseCommand):
    """Add a user with roles; a password is made up and printed unless one comes on standard input."""

    help = __doc__ or ""

    def add_arguments(self, parser: Any) -> None:
        """The address, the roles, a name."""
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--role", action="append", required=True, choices=Role.values, help="may be repeated")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from the first line of standard input"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Add them, and say what they sign in with."""
        password = sys.stdin.readline().rstrip("\r\n") if options["password_stdin"] else None
        if password == "":
            raise CommandError("Standard input has no password in its first line.")
        try:
            added = staff.add(
                email=options["email"],
                roles=options["role"],
                first_name=options["first_name"],
                last_name=options["last_name"],
                password=password,
                actor=None,
            )
        except DomainError as error:
            raise CommandError(error.message) from None
        self.stdout.write(f"Added {added.user.email} as {', '.join(added.user.roles)}.")
        if added.password:
            self.stdout.write(f"One-time password, shown only now: {added.password}")
