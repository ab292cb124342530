"""A version's way to being published, and everybody who may not take it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from crmsocial.core.errors import Conflict, InvalidInput, NotPermitted
from crmsocial.core.models import AuditEntry, User
from privacy import notices, projection
from privacy.models import Notice
from privacy.notices import selectors, services
from privacy.notices.initial_notice import DISCLOSURES
from tests.factories.core import user_with

pytestmark = pytest.mark.django_db
TEXT = {"version": "7", "title": "Notice", "body": "What we do."}


@pytest.fixture
def dora() -> User:
    return user_with("privacy_admin", first_name="Dora")


@pytest.fixture
def ben() -> User:
    return user_with("privacy_admin", first_name="Ben")


def drafted(actor: User, **values: Any) -> Notice:
    return notices.draft(**{**TEXT, "disclosures": DISCLOSURES, **values}, actor=actor)


def submitted(actor: User, **values: Any) -> Notice:
    return notices.submit(notice=drafted(actor, **values), lock_version=1, actor=actor)


def test_a_second_admin_publishes(dora: User, ben: User) -> None:
    notice = notices.approve(notice=submitted(dora), lock_version=1, actor=ben)
    assert (notice.state, notice.drafted_by, notice.submitted_by, notice.approved_by) == ("published", dora, dora, ben)
    assert notices.in_force() == notice and notice.published_at is not None
    verbs = AuditEntry.objects.filter(object_type="notice", object_id=str(notice.pk)).order_by("at")
    assert list(verbs.values_list("verb", flat=True)) == ["notice.drafted", "notice.submit", "notice.published"]


def test_nobody_approves_what_they_wrote_or_submitted(dora: User, ben: User) -> None:
    chidi = user_with("privacy_admin")
    notice = notices.submit(notice=drafted(dora), lock_version=1, actor=ben)
    for actor, says in ((dora, "You changed this version last"), (ben, "You submitted this version")):
        with pytest.raises(NotPermitted, match=says):
            notices.approve(notice=notice, lock_version=1, actor=actor)
    assert Notice.objects.get(pk=notice.pk).published_at is None
    assert notices.approve(notice=notice, lock_version=1, actor=chidi).approved_by == chidi


def test_whoever_changes_a_draft_answers_for_it(dora: User, ben: User) -> None:
    notice = drafted(dora)
    notices.edit(notice=notice, lock_version=1, **{**TEXT, "body": "Mended."}, disclosures=DISCLOSURES, actor=ben)
    notices.submit(notice=notice, lock_version=2, actor=dora)
    with pytest.raises(NotPermitted, match="You changed this version last"):
        notices.approve(notice=notice, lock_version=2, actor=ben)


@pytest.mark.parametrize(("column", "of"), [("drafted_by_id", 0), ("submitted_by_id", 1)])
def test_the_database_refuses_the_same(dora: User, ben: User, column: str, of: int) -> None:
    notice = notices.submit(notice=drafted(dora), lock_version=1, actor=ben)
    with pytest.raises(IntegrityError, match="notice_four_eyes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE privacy_notice SET state = 'published', published_at = now(), approved_by_id = %s WHERE id = %s",
            [(dora, ben)[of].pk, notice.pk],
        )
    with pytest.raises(IntegrityError, match="notice_four_eyes"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(state="published", published_at="2026-01-01T00:00Z")


def test_other_roles_write_nothing(dora: User) -> None:
    steward, notice = user_with("steward", "administrator"), submitted(dora)
    for act in (notices.approve, notices.send_back, notices.discard):
        with pytest.raises(NotPermitted):
            act(notice=notice, lock_version=1, actor=steward)
    with pytest.raises(NotPermitted):
        drafted(steward, version="8")


def test_the_program_publishes_its_own_versions_only(dora: User) -> None:
    with pytest.raises(NotPermitted, match="second privacy admin"):
        notices.publish(notice=submitted(dora), actor=None)


def test_an_approval_is_of_the_words_that_were_read(dora: User, ben: User) -> None:
    notice = submitted(dora)
    notices.send_back(notice=notice, lock_version=1, actor=ben)
    notices.edit(notice=notice, lock_version=1, **{**TEXT, "body": "Else."}, disclosures=DISCLOSURES, actor=dora)
    notices.submit(notice=notice, lock_version=2, actor=dora)
    with pytest.raises(Conflict, match="was changed after you opened it"):
        notices.approve(notice=notice, lock_version=1, actor=ben)
    assert notices.approve(notice=notice, lock_version=2, actor=ben).body == "Else."


def test_two_who_edit_at_once_lose_nothing_silently(dora: User, ben: User) -> None:
    notice = drafted(dora)
    notices.edit(notice=notice, lock_version=1, **{**TEXT, "title": "Ben's"}, disclosures=[], actor=ben)
    with pytest.raises(Conflict):
        notices.edit(notice=notice, lock_version=1, **{**TEXT, "title": "Dora's"}, disclosures=[], actor=dora)
    assert Notice.objects.get(pk=notice.pk).title == "Ben's"


def test_what_is_submitted_is_whole(dora: User) -> None:
    for name, values, says in (
        ("c", {"body": " "}, "title and a text"),
        ("d", {"disclosures": []}, "at least one use"),
    ):
        notice = drafted(dora, version=name, **values)
        with pytest.raises(InvalidInput, match=says):
            notices.submit(notice=notice, lock_version=1, actor=dora)
    bare = [{"category": "persona", "purpose": "export", "basis": "consent"}]
    with pytest.raises(InvalidInput, match="Disclosure 1: say which source"):
        notices.submit(notice=drafted(dora, version="b", disclosures=bare), lock_version=1, actor=dora)


def test_a_version_is_named_once(dora: User) -> None:
    drafted(dora)
    with pytest.raises(InvalidInput, match="There is a notice 7 already"):
        drafted(dora)
    with pytest.raises(InvalidInput, match="no name for a version"):
        drafted(dora, version="a/b")
    other = drafted(dora, version="8")
    with pytest.raises(InvalidInput, match="There is a notice 7 already"):
        notices.edit(notice=other, lock_version=1, **TEXT, disclosures=[], actor=dora)


def test_a_copy_says_what_the_newest_says(dora: User) -> None:
    newest = notices.in_force()
    assert newest is not None
    copy = notices.draft_copy(actor=dora)
    assert (copy.title, copy.body) == (newest.title, newest.body) and copy.version not in ("1", newest.version)
    assert not selectors.difference(newest, copy).changes and selectors.difference(newest, copy).same_text
    assert notices.draft_copy(actor=dora).version == str(int(copy.version) + 1)


def test_what_is_discarded_stays_on_record_and_does_nothing(dora: User) -> None:
    notice = notices.discard(notice=submitted(dora), lock_version=1, actor=dora)
    assert notice.state == "discarded" and notice not in selectors.versions()
    with pytest.raises(Conflict):
        notices.approve(notice=notice, lock_version=1, actor=user_with("privacy_admin"))


def test_a_published_version_never_changes(dora: User, ben: User) -> None:
    notice = notices.approve(notice=submitted(dora), lock_version=1, actor=ben)
    with pytest.raises(Conflict):
        notices.edit(notice=notice, lock_version=1, **TEXT, disclosures=[], actor=dora)
    for change in ({"body": "Other"}, {"approved_by": None}, {"state": "draft"}):
        with pytest.raises(ProgrammingError, match="never changes"), transaction.atomic():
            Notice.objects.filter(pk=notice.pk).update(**change)
    with pytest.raises(ProgrammingError), transaction.atomic():
        notice.delete()


def test_only_a_material_change_enters_the_asking(dora: User, ben: User) -> None:
    from crmsocial.core.models import Job

    notices.approve(notice=submitted(dora), lock_version=1, actor=ben)
    assert not Job.objects.filter(kind=services.ASK_AGAIN).exists()
    sold = [{**row, "exchanged_for_value": row["purpose"] == "export"} for row in DISCLOSURES]
    notice = notices.approve(notice=submitted(dora, version="8", disclosures=sold), lock_version=1, actor=ben)
    assert Job.objects.get(kind=services.ASK_AGAIN).args == {"notice": str(notice.pk)}


def test_another_wording_alone_computes_no_permission_anew(
    dora: User, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[str] = []
    monkeypatch.setattr(projection, "refresh_all", lambda: computed.append("all"))
    shipped = notices.in_force()
    assert shipped is not None
    notices.approve(notice=submitted(dora, disclosures=shipped.disclosures), lock_version=1, actor=ben)
    assert computed == []
    less = [row for row in shipped.disclosures if row["purpose"] != "export"]
    notices.approve(notice=submitted(dora, version="8", disclosures=less), lock_version=1, actor=ben)
    assert computed == ["all"]
