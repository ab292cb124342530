"""``manage.py demo_signins``: who can sign in to the demo."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from crmsocial.core.models import User
from crmsocial.demo.signins import PASSWORD, SIGN_INS


class Command(BaseCommand):
    """Print the demo's sign-ins, if they are there."""

    help = "Print the e-mail addresses, roles and the password of the demo's fictional staff."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line each; nothing where the demo was not loaded or its people were removed."""
        there = set(User.objects.filter(email__in=[one.email for one in SIGN_INS]).values_list("email", flat=True))
        for one in SIGN_INS:
            if one.email in there:
                self.stdout.write(f"{one.email:<32} {one.role.label}")
        if there:
            self.stdout.write(f"password: {PASSWORD}")
