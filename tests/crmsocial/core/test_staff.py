"""Users are added, changed and deactivated; each act is audited, and somebody always remains to administer."""

from __future__ import annotations

import io
import threading
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from knox.models import AuthToken

from crmsocial.core import staff, tokens
from crmsocial.core.errors import Conflict, DomainError, InvalidInput, NotFound
from crmsocial.core.models import AuditEntry, User
from tests.factories.core import PASSWORD, user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def eli() -> User:
    return user_with("administrator")


def acts(user: User) -> list[tuple[str, int | None, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(object_type="user", object_id=str(user.pk)).order_by("pk")
    return [(row.verb, row.actor_id, row.details) for row in rows]


def test_a_password_is_made_up_and_opens_the_site(eli: User, client: Client) -> None:
    added = staff.add(email=" Ana@Example.ORG", roles=["steward", "fundraiser"], first_name="Ana", actor=eli)
    assert added.user.email == "ana@example.org"
    assert len(added.password) >= 16
    client.post("/accounts/login/", {"login": "ana@example.org", "password": added.password})
    assert client.get("/jobs/").status_code == 200
    assert acts(added.user) == [("user.add", eli.pk, {"roles": ["fundraiser", "steward"]})]


def test_an_integration_has_no_password(eli: User) -> None:
    added = staff.add(email="warehouse@example.org", roles=["integration"], actor=eli)
    assert added.password == ""
    assert not added.user.has_usable_password()
    with pytest.raises(Conflict, match="by tokens"):
        staff.new_password(user_id=added.user.pk, actor=eli)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"email": "ben@"}, "valid email"),
        ({"email": "TAKEN@example.org"}, "already a user with the address taken@example.org"),
        ({"roles": []}, "Use one or more of"),
        ({"roles": ["steward", "king"]}, "no role king"),
        ({"password": "short"}, "at least 12"),
        ({"first_name": "x" * 151}, "150"),
        ({"roles": ["integration"], "password": PASSWORD}, "by tokens"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(values: dict[str, Any], says: str) -> None:
    user_with("steward", email="taken@example.org")
    before = User.objects.count(), AuditEntry.objects.count()
    with pytest.raises(InvalidInput, match=says):
        staff.add(**({"email": "ben@example.org", "roles": ["steward"], "actor": None} | values))
    assert (User.objects.count(), AuditEntry.objects.count()) == before


def test_roles_change_and_take_what_hangs_on_them(eli: User) -> None:
    other = User.objects.create_superuser("root@example.org", "a long enough phrase")
    staff.change_roles(user_id=other.pk, roles=["integration"], actor=eli)
    tokens.make(user_id=other.pk, actor=eli)
    other.refresh_from_db()
    assert (other.roles, other.is_staff, other.is_superuser) == (["integration"], False, False)
    staff.change_roles(user_id=other.pk, roles=["steward"], actor=eli)
    staff.change_roles(user_id=other.pk, roles=["steward"], actor=eli)
    assert not AuthToken.objects.filter(user=other).exists()
    assert [verb for verb, _, _ in acts(other)] == [
        "user.change_roles", "token.make", "token.revoke", "user.change_roles",
    ]  # fmt: skip
    assert acts(other)[-1][2] == {"roles": ["steward"], "before": ["integration"]}


def test_who_is_deactivated_is_out_at_once(eli: User, client: Client) -> None:
    ana = user_with("steward", "integration")
    client.force_login(ana)
    tokens.make(user_id=ana.pk, actor=eli)
    staff.deactivate(user_id=ana.pk, actor=eli)
    assert "/accounts/login/" in client.get("/jobs/").headers["Location"]
    assert not AuthToken.objects.exists()
    with pytest.raises(Conflict, match="active integration"):
        tokens.make(user_id=ana.pk, actor=eli)
    staff.reactivate(user_id=ana.pk, actor=eli)
    assert client.get("/jobs/").status_code == 200
    assert [verb for verb, _, _ in acts(ana)][-2:] == ["user.deactivate", "user.reactivate"]


def test_a_new_password_ends_the_old_one_and_its_sessions(eli: User, client: Client) -> None:
    ana = user_with("steward")
    client.force_login(ana)
    made = staff.new_password(user_id=ana.pk, actor=eli)
    assert "/accounts/login/" in client.get("/jobs/").headers["Location"]
    ana.refresh_from_db()
    assert ana.check_password(made.password)
    assert made.password not in str(acts(ana))


def test_the_last_administrator_stays(eli: User) -> None:
    gone = user_with("administrator", is_active=False)
    for act in (
        lambda: staff.deactivate(user_id=eli.pk, actor=eli),
        lambda: staff.change_roles(user_id=eli.pk, roles=["steward"], actor=eli),
    ):
        with pytest.raises(Conflict, match="last administrator"):
            act()
    staff.change_roles(user_id=eli.pk, roles=["administrator", "steward"], actor=eli)
    staff.change_roles(user_id=gone.pk, roles=["steward"], actor=eli)
    with pytest.raises(NotFound):
        staff.deactivate(user_id=0, actor=eli)


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_at_once_do_not_both_succeed() -> None:
    pair = [user_with("administrator"), user_with("administrator")]
    refused: list[DomainError] = []
    together = threading.Barrier(2)

    def remove(whom: User, actor: User) -> None:
        together.wait()
        try:
            staff.deactivate(user_id=whom.pk, actor=actor)
        except DomainError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=order) for order in (pair, pair[::-1])]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(refused) == 1
    assert User.objects.filter(is_active=True).count() == 1


def test_the_command_prints_a_password_once() -> None:
    out = io.StringIO()
    call_command("add_user", "eli@example.org", "--role", "administrator", "--role", "steward", stdout=out)
    password = out.getvalue().split()[-1]
    user = User.objects.get(email="eli@example.org")
    assert user.check_password(password)
    assert user.roles == ["administrator", "steward"]
    assert acts(user) == [("user.add", None, {"roles": ["administrator", "steward"]})]
    with pytest.raises(CommandError, match="already a user"):
        call_command("add_user", "eli@example.org", "--role", "steward")


def test_the_command_reads_a_password_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    out = io.StringIO()
    call_command("add_user", "eli@example.org", "--role", "steward", "--password-stdin", stdout=out)
    assert User.objects.get().check_password(PASSWORD)
    assert PASSWORD not in out.getvalue()
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match="no password"):
        call_command("add_user", "ben@example.org", "--role", "steward", "--password-stdin")
