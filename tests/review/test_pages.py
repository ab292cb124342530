"""The desk's pages, with and without a script."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from crmsocial.core.models import User
from crmsocial.identity.models import Decision
from privacy.models import ConsentState, Purpose
from tests.factories.core import user_with
from tests.factories.identity import consent, constituent, notice_in_force, persona
from tests.factories.review import candidate, state_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> User:
    notice_in_force()
    return user_with("steward", first_name="Ana", last_name="Olsen")


@pytest.fixture
def desk(ana: User) -> Client:
    client = Client()
    client.force_login(ana)
    return client


def post(client: Client, one: object, verb: str, *, htmx: bool = False, **data: object) -> object:
    version = data.pop("lock_version", state_of(one).lock_version)
    headers = {"HX-Request": "true"} if htmx else {}
    url = reverse("review:decide", args=[one.pk, verb])
    return client.post(url, {"lock_version": version, **data}, headers=headers)


def test_an_empty_queue_is_one_sentence_and_one_action(desk: Client) -> None:
    page = desk.get(reverse("review:queue")).content.decode()
    assert "Nothing waits for review" in page
    filtered = desk.get(reverse("review:queue"), {"band": "append"}).content.decode()
    assert "Show all that wait" in filtered


def test_the_queue_opens_its_first_pair_and_leases_it(desk: Client, ana: User) -> None:
    one = candidate()
    candidate()
    page = desk.get(reverse("review:queue")).content.decode()
    assert "Mara Lind" in page
    assert "mara@example.org" in page
    assert "Evidence" in page
    assert state_of(one).leased_by == ana


def test_approving_brings_the_next_pair_leased(desk: Client, ana: User) -> None:
    one, following = candidate(), candidate()
    answer = post(desk, one, "approve", htmx=True)
    assert answer.status_code == 200
    assert answer.headers["HX-Push-Url"] == reverse("review:pair", args=[following.pk])
    page = answer.content.decode()
    assert reverse("review:decide", args=[following.pk, "approve"]) in page
    assert reverse("review:undo", args=[Decision.objects.get().pk]) in page
    assert state_of(one).state == "approved"
    assert state_of(following).leased_by == ana
    assert "<html" not in page


def test_without_a_script_a_form_and_a_redirect_do_it(desk: Client) -> None:
    one = candidate()
    following = candidate()
    answer = desk.post(
        reverse("review:decide", args=[one.pk, "reject"]),
        {"lock_version": one.lock_version, "reason": "different_person", "note_reject": "Older."},
        follow=True,
    )
    page = answer.content.decode()
    assert "Rejected" in page
    assert str(following.pk) in page
    assert state_of(one).state == "rejected"


def test_rejecting_without_a_reason_asks_for_it_and_keeps_the_note(desk: Client) -> None:
    one = candidate()
    answer = post(desk, one, "reject", note_reject="Much older than she is")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose a reason" in page
    assert "Much older than she is" in page
    assert state_of(one).state == "open"


def test_a_stale_save_shows_what_changed_and_keeps_what_was_typed(desk: Client) -> None:
    one = candidate(probability=0.82)
    seen = '{"probability": 0.31, "band": "append", "bits": {"Name": 2.0, "Phone": 4.0}}'
    answer = post(
        desk, one, "reject", htmx=True, lock_version=one.lock_version + 1, reason="family_member",
        note_reject="His mother", seen=seen,
    )  # fmt: skip
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "was 31" in page
    assert "Phone: no longer there" in page
    assert "His mother" in page
    assert 'value="family_member"' in page
    # Once only: a second, empty field of this name would win over what was typed.
    assert page.count('name="note_reject"') == 1
    assert state_of(one).state == "open"
    assert Decision.objects.count() == 0


def test_undo_brings_the_pair_back(desk: Client, ana: User) -> None:
    one = candidate()
    candidate()
    post(desk, one, "approve", htmx=True)
    decision = Decision.objects.get()
    answer = desk.post(reverse("review:undo", args=[decision.pk]), headers={"HX-Request": "true"})
    assert answer.headers["HX-Push-Url"] == reverse("review:pair", args=[one.pk])
    back = state_of(one)
    assert (back.state, back.leased_by) == ("open", ana)
    again = desk.post(reverse("review:undo", args=[decision.pk]), headers={"HX-Request": "true"})
    assert "took this decision back already" in again.content.decode()


def test_skipping_shows_the_pair_last_to_this_user_alone(desk: Client, ana: User) -> None:
    one, other = candidate(), candidate()
    answer = post(desk, one, "skip", htmx=True)
    assert str(other.pk) in answer.headers["HX-Push-Url"]
    assert str(one.pk) in post(desk, other, "skip", htmx=True).headers["HX-Push-Url"]
    colleague = Client()
    colleague.force_login(user_with("steward"))
    assert str(other.pk) in colleague.get(reverse("review:queue")).content.decode()


def test_undo_takes_a_skip_back_before_the_decision_that_came_before_it(desk: Client, ana: User) -> None:
    one, other, last = candidate(), candidate(), candidate()
    post(desk, one, "approve", htmx=True)
    page = post(desk, other, "skip", htmx=True).content.decode()
    undo_skip, undo_decision = (
        reverse("review:unskip", args=[other.pk]),
        reverse("review:undo", args=[Decision.objects.get().pk]),
    )
    # Both of the toast and of the action bar.
    assert page.count(f'hx-post="{undo_skip}"') == 2 and undo_decision not in page
    back = desk.post(undo_skip, headers={"HX-Request": "true"})
    assert back.headers["HX-Push-Url"] == reverse("review:pair", args=[other.pk])
    assert "The skip is taken back." in back.content.decode() and undo_decision in back.content.decode()
    assert (state_of(one).state, state_of(other).leased_by) == ("approved", ana)
    # It stands where it stood: before the pair that came after it.
    assert desk.get(reverse("review:queue")).context["pair"].candidate.pk == other.pk != last.pk


def test_a_skip_of_a_pair_that_may_no_longer_be_seen_is_said_once(desk: Client) -> None:
    one = candidate()
    page = post(desk, one, "skip", htmx=True).content.decode()
    undo = reverse("review:unskip", args=[one.pk])
    assert undo in page
    consent(one.persona, Purpose.IDENTITY_MATCHING, ConsentState.WITHDRAWN)
    page = desk.post(undo, headers={"HX-Request": "true"}).content.decode()
    assert "no longer here" in page and undo not in page


def test_a_pair_that_a_colleague_holds_can_be_read_only(desk: Client, ana: User) -> None:
    one = candidate()
    desk.get(reverse("review:pair", args=[one.pk]))
    colleague = Client()
    colleague.force_login(user_with("steward"))
    page = colleague.get(reverse("review:pair", args=[one.pk])).content.decode()
    assert "Ana Olsen is working on this pair" in page
    assert reverse("review:decide", args=[one.pk, "approve"]) not in page
    refused = post(colleague, one, "approve", htmx=True)
    assert refused.status_code == 409
    assert state_of(one).state == "open"


def test_a_pair_whose_permission_went_meanwhile_is_gone_not_decided(desk: Client) -> None:
    one = candidate()
    desk.get(reverse("review:pair", args=[one.pk]))
    consent(one.persona, Purpose.IDENTITY_MATCHING, ConsentState.WITHDRAWN)
    answer = post(desk, one, "approve", htmx=True, lock_version=one.lock_version)
    assert answer.status_code == 200
    assert "no longer here" in answer.content.decode()
    assert Decision.objects.count() == 0


def test_history_tells_who_what_and_why_and_undoes(desk: Client, ana: User) -> None:
    one = candidate()
    post(desk, one, "reject", reason="family_member", note_reject="Her sister")
    page = desk.get(reverse("review:history")).content.decode()
    for text in ("Ana Olsen", "Not the same person", "A relative or housemate", "Her sister", "Mara Lind"):
        assert text in page
    assert "Nothing has been decided" not in desk.get(reverse("review:history"), {"who": "me"}).content.decode()
    decision = Decision.objects.get()
    answer = desk.post(reverse("review:undo", args=[decision.pk]), {"back": "history"}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("review:history")
    assert "taken back" in answer.content.decode()
    assert state_of(one).state == "open"


def test_everything_a_profile_says_is_inert(desk: Client) -> None:
    evil = "<script>alert(1)</script>\u202egnp.exe"
    one = candidate(
        of=persona(display_name=evil, bio="x" * 100_000, profile_link="javascript:alert(1)"),
        to=constituent({"full_name": "<img src=x onerror=alert(1)>"}),
    )
    page = desk.get(reverse("review:pair", args=[one.pk])).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript' not in page


def test_runner_ups_are_listed_with_the_digit_that_opens_them(desk: Client) -> None:
    one = candidate()
    other = candidate(of=one.persona, to=constituent({"full_name": "Mara Linde"}), probability=0.1, rank=2)
    page = desk.get(reverse("review:pair", args=[one.pk])).content.decode()
    assert "Mara Linde" in page
    assert reverse("review:pair", args=[other.pk]) in page
    assert 'data-key="1"' in page


def test_a_heartbeat_holds_the_pair_and_tells_when_it_is_lost(desk: Client, ana: User) -> None:
    one, _other = candidate(), candidate()
    desk.get(reverse("review:pair", args=[one.pk]))
    beat = reverse("review:lease", args=[one.pk])
    assert desk.post(beat).status_code == 204
    post(desk, one, "skip", htmx=True)
    colleague = Client()
    colleague.force_login(user_with("steward", first_name="Ben", last_name="Park"))
    colleague.get(reverse("review:pair", args=[one.pk]))
    assert "Ben Park is working on this pair" in desk.post(beat).content.decode()


def test_an_unknown_verb_is_not_found(desk: Client) -> None:
    assert desk.post(reverse("review:decide", args=[candidate().pk, "marry"])).status_code == 404
