"""The package of a person's data: whole, in its schema, and silent about everybody else."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import jsonschema
import pytest
from django.utils import timezone

from crmsocial.consolidation import services as consolidation
from crmsocial.constituents.models import Constituent
from crmsocial.core.errors import Conflict, InvalidInput
from crmsocial.core.models import AuditEntry
from crmsocial.identity.models import Decision, DecisionPayload
from privacy import signing
from privacy.consent.subjects import Subject
from privacy.gate import purpose
from privacy.models import AccessEntry, RequestNote, RetentionSchedule, SubjectRequest
from privacy.requests import handing, package, services
from privacy.requests.fulfilling import Choices
from privacy.requests.package.redaction import Own, Redactor
from privacy.requests.registry import FreeText, OtherPerson
from tests.factories import people
from tests.factories.core import user_with
from tests.factories.review import candidate
from tests.privacy.factories import act, constituent
from tests.privacy.owners import behind_its_back

from .factories import fulfil, receive, verified

pytestmark = pytest.mark.django_db
SCHEMA = json.loads(Path(package.archive.SCHEMA).read_text(encoding="utf-8"))
BEN = {"full_name": "Ben Park", "email": "ben.park@example.org", "phone": "+1 212 555 0144"}
EVIDENCE = ({"kind": "name", "left": "Ana Ortega", "right": "Ana O.", "level": "initial", "bits": 5.5},)


@pytest.fixture
def ana() -> UUID:
    """Somebody with everything that is kept of people, and with others in her records."""
    ben = people.person(**BEN)
    holder = people.person(
        full_name="Ana Ortega",
        email="ana@example.org",
        phone="+1 212 555 0101",
        spouse_name="Ben Park",
        spouse_email="ben.park@example.org",
        remarks="Calls: ana@example.org or ben.park@example.org. Her husband Ben Park: 212-555-0144.",
    )
    people.join(
        holder.constituent, people.source("form", "form"), external_id="F9", email="a.ortega@example.org", city="Lyon"
    )
    account = people.account(handle="ana_o", display_name="Ana O.", bio="Wife of Ben Park", former=("ana_old",))
    people.link(holder, account, evidence=EVIDENCE)
    gift = people.gift(holder, "120.50")
    type(gift).objects.filter(pk=gift.pk).update(summary="Given for Ben Park <ben.park@example.org> on 2026-03-01")
    candidate(to=holder.id)
    consolidation.refresh(constituent_ids=[holder.id, ben.id])
    act(Subject(constituent_id=holder.id), proof="Form 3")
    with purpose("upkeep", reason="test"):
        others = people.account(handle="ben_p", display_name="Ben Park")
        apart = Decision.objects.create(
            left_identities=[holder.identities[0].pk],
            constituent_id=holder.id,
            persona_id=others.pk,
            verdict="not_same",
            reason="other",
            method="steward",
        )
        DecisionPayload.objects.create(
            decision=apart, persona_id=others.pk, note="It is ben.park@example.org.", evidence=list(EVIDENCE)
        )
    return UUID(str(holder.id))


def document(one: SubjectRequest) -> dict[str, Any]:
    return package.build(one).document


def test_it_fits_its_schema_and_says_everything(ana: UUID) -> None:
    fulfil(verified("rectification", ana), choices=Choices({"city": ["Paris"]}))
    RetentionSchedule.objects.create(category="transactions", keep_days=3650, active=True, previewed_at=timezone.now())
    one = verified("access", ana, text="What do you know of me? My friend ben.park@example.org told me to ask.")
    handing.look_at(request_id=one.pk, actor=user_with("privacy_admin"))
    found = document(one)
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(found, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert found["information"]["retention"] == [{"category": "transactions", "source": "every", "days": 3650}]
    sections = found["sections"]
    assert set(sections) >= set(SCHEMA["properties"]["sections"]["properties"])
    filled = {name for name, rows in sections.items() if rows}
    assert filled >= {
        "profile", "corrections", "source_records", "interactions", "accounts", "decisions", "candidates", "consents",
        "permissions", "access_log", "requests",
    }  # fmt: skip
    city = [row for row in sections["profile"] if row["attribute"] == "city"]
    assert [(row["value"], row["shown"], row["origin"]) for row in city] == [
        ("Paris", True, "corrected"),
        ("Lyon", False, "self"),
    ]
    (account,) = sections["accounts"]
    assert (account["handle"], account["former_handles"]) == ("ana_o", ["ana_old"])
    assert sections["decisions"][0]["evidence"] == list(EVIDENCE)
    assert sections["access_log"][0]["roles"] == ["privacy_admin"]
    receipt = next(row for row in sections["consents"])["receipt"]
    assert signing.verify(receipt)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_was_altered_keeps_nobody_from_an_answer() -> None:
    who = constituent()
    whole, altered = act(Subject(constituent_id=who)), act(Subject(constituent_id=who), "ConsentRefused")
    with behind_its_back() as owner:
        owner.execute("UPDATE privacy_consentevent SET proof = 'Form 99' WHERE id = %s", [altered.pk])
    found = document(verified("access", who))
    jsonschema.validate(found, SCHEMA, format_checker=jsonschema.FormatChecker())
    signed = {row["event_id"]: row["receipt"] is not None for row in found["sections"]["consents"]}
    assert signed == {str(whole.pk): True, str(altered.pk): False}


def test_nobody_else_is_in_it(ana: UUID) -> None:
    one = verified("access", ana, text="My friend ben.park@example.org told me to ask.")
    services.note(request_id=one.pk, lock_version=one.lock_version, text="Difficult person", actor=None)
    one.refresh_from_db()
    built = package.build(one)
    with ZipFile(io.BytesIO(package.write(built))) as archive:
        everything = "".join(archive.read(name).decode() for name in archive.namelist())
    others = ("ben.park@example.org", "Ben Park", "ben_p", "555-0144", "5550144", "Mara Lind", "maralind")
    for other in (*others, "Difficult"):
        assert other not in everything, other
    assert "ana@example.org" in everything and "+1 212 555 0101" in everything
    (scored,) = built.document["sections"]["candidates"]
    apart = next(row for row in built.document["sections"]["decisions"] if row["verdict"] == "not_same")
    assert {scored["account"], apart["account"]} == {"other-person-1", "other-person-2"} and apart["evidence"] == []
    assert built.document["redactions"]["email"] >= 2 and built.document["redactions"]["field"] == 2


def test_portability_holds_what_the_person_gave_and_no_more(ana: UUID) -> None:
    found = document(verified("portability", ana))
    jsonschema.validate(found, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert set(found["sections"]) == {"source_records", "interactions", "consents"}
    assert {row["basis"] for row in found["sections"]["source_records"]} == {"contract"}


def test_what_was_bought_or_rests_on_our_interest_is_not_portable() -> None:
    holder = people.person(people.source("bought", "third_party"), full_name="Ana Ortega")
    assert document(verified("portability", holder.id))["sections"] == {}


def test_the_file_is_signed_tabular_and_inert(ana: UUID) -> None:
    people.join(Constituent.objects.get(pk=ana), people.source("form", "form"), full_name="=cmd|' /C calc'!A0")
    consolidation.refresh(constituent_ids=[ana])
    one = verified("access", ana)
    name, content = handing.download(request_id=one.pk, actor=user_with("privacy_admin"))
    assert name.startswith("access-") and name.endswith(".zip") and "ana" not in name
    with ZipFile(io.BytesIO(content)) as archive:
        manifest = signing.verify(json.loads(archive.read("manifest.json")))
        assert set(manifest["sha256"]) == set(archive.namelist()) - {"manifest.json"}
        rows = list(csv.DictReader(io.StringIO(archive.read("csv/profile.csv").decode("utf-8-sig"))))
        assert json.loads(archive.read("schema.json")) == SCHEMA
    assert not any(cell.startswith("=") for row in rows for cell in row.values())
    assert AuditEntry.objects.filter(verb="request.package_downloaded", object_id=str(one.pk)).exists()
    assert AccessEntry.objects.get(subject_id=ana).purpose == "export"


def test_it_is_given_for_a_proven_identity_and_for_a_time(ana: UUID) -> None:
    claimed = receive("access", ana)
    with pytest.raises(Conflict, match="identity is verified"):
        package.build(claimed)
    with pytest.raises(InvalidInput, match="No package"):
        package.build(verified("erasure", ana))
    done = fulfil(verified("access", ana))
    assert package.build(done).document["sections"]["profile"]
    SubjectRequest.objects.filter(pk=done.pk).update(closed_at=timezone.now() - timedelta(days=31))
    done.refresh_from_db()
    with pytest.raises(Conflict, match="30 days ago"):
        package.build(done)
    refused = services.refuse(
        request_id=claimed.pk, lock_version=1, ground="identity_not_proven", text="No proof came.", actor=None
    )
    with pytest.raises(Conflict):
        package.build(refused)
    last = verified("access", ana)
    Constituent.objects.filter(pk=ana).update(state="erased")
    with pytest.raises(Conflict, match="erased"):
        package.build(last)


def test_the_redactor_knows_whose_is_whose() -> None:
    own = Own()
    own.learn("email", "Ana@Example.org")
    own.learn("phone", "+1 (212) 555-0101")
    other = uuid4()
    redactor = Redactor(own, frozenset({"Ben Park", "Ana Ortega"}))
    own.learn("full_name", "Ana Ortega")
    found = redactor.row(
        {
            "note": FreeText(
                "ana@example.org, 212 555 0101; ben@example.org, 0044 20 7946 0991. "
                "Ben Park met Ana Ortega on 2026-03-01 12:00."
            ),
            "guardian_phone": "1",
            "emergency_contact": {"name": "Ben"},
            "partner": "",
            "who": [OtherPerson(other), OtherPerson(uuid4()), OtherPerson(other)],
            "email": "ana@example.org",
        }
    )
    assert found["note"] == (
        "ana@example.org, 212 555 0101; [another person's e-mail], [another person's phone]. "
        "[another person] met Ana Ortega on 2026-03-01 12:00."
    )
    assert found["guardian_phone"] == found["emergency_contact"] == "[withheld: another person]"
    assert found["partner"] == "" and found["email"] == "ana@example.org"
    assert found["who"] == ["other-person-1", "other-person-2", "other-person-1"]
    assert redactor.taken == {"email": 1, "phone": 1, "name": 1, "field": 2, "id": 2}


def test_a_later_section_may_be_unknown_to_the_schema(ana: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    from privacy.requests import registry

    monkeypatch.setattr(registry, "_sections", dict(registry._sections))
    registry.register_section("surveys", lambda pk: [{"id": pk, "said": FreeText("Yes")}], label="Surveys")
    found = document(verified("access", ana))
    jsonschema.validate(found, SCHEMA, format_checker=jsonschema.FormatChecker())
    assert found["sections"]["surveys"] == [{"id": str(ana), "said": "Yes"}]
    assert not RequestNote.objects.exists()
