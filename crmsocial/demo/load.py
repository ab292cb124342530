"""Loading the demo through the product's own doors: imports, merges, a match run, decisions, a second delivery."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from random import Random

from django.utils import timezone

from crmsocial.constituents.models import Source, SourceKind
from crmsocial.core import audit, jobs
from crmsocial.core.models import AuditEntry, User
from crmsocial.intake.services import import_file
from matching.services import start_run
from privacy.lawfulness import assessments
from privacy.selectors import mode_is_on

from . import desk
from .decisions import decide_season
from .duplicates import merge_overlap
from .fiction import records
from .files import SEED, Fiction, make_up, write
from .signins import make_users

DATA = Path(__file__).parent / "data"
CONGRESS = "us-congress"
#: file → what it holds, source, lawful basis, kind of source
PEOPLE_FILES = (
    ("donors.csv", "constituents", records.DONORS, "legitimate_interest", SourceKind.DONOR_DATABASE),
    ("box-office.csv", "constituents", records.BOX_OFFICE, "contract", SourceKind.TICKETING),
    ("newsletter.csv", "constituents", records.NEWSLETTER, "consent", SourceKind.EMAIL_LIST),
    ("gifts.csv", "interactions", records.DONORS, "legitimate_interest", SourceKind.DONOR_DATABASE),
    ("tickets.csv", "interactions", records.BOX_OFFICE, "contract", SourceKind.TICKETING),
    ("contact-consents.csv", "consents", records.BOX_OFFICE, "consent", SourceKind.TICKETING),
)
LABELS = {
    records.DONORS: "Donor database",
    records.BOX_OFFICE: "Box office",
    records.NEWSLETTER: "Newsletter",
    "account-links": "Account links (form)",
    "followers": "Followers",
    CONGRESS: "US Congress (CC0)",
    f"{CONGRESS}-accounts": "US Congress, published accounts (CC0)",
}
ASSESSMENT = (
    "Fictional assessment of the demo. Prior relationship: everybody in our sources has given, bought a ticket or "
    "subscribed; members of Congress receive our advocacy letters. The accounts were published by their holders or "
    "follow us. We match them to know whom we write to; people expect an organisation they support to recognise their "
    "public account. A steward reviews every pair, nothing is bought, and the notice names this use. Objections are "
    "honoured at once."
)

Say = Callable[[str], None]


class Progress(StrEnum):
    """How far loading the demo has come, as the audit log has it."""

    NOT_BEGUN = "not_begun"
    BEGUN = "demo.begun"
    LOADED = "demo.loaded"


def progress() -> Progress:
    """What the audit log says; an interrupted load has begun and not ended."""
    said = set(AuditEntry.objects.filter(object_type="demo").values_list("verb", flat=True))
    if Progress.LOADED in said:
        return Progress.LOADED
    return Progress.BEGUN if Progress.BEGUN in said else Progress.NOT_BEGUN


def _note(step: Progress) -> None:
    audit.record(verb=step, object_type="demo", object_id="demo", actor=None)


def load(say: Say) -> dict[str, int]:
    """Load everything; takes a minute or two on two cores. Returns counts.

    Each step finds what it did before and goes on, so an interrupted load is mended by loading again.
    """
    began = time.monotonic()
    _note(Progress.BEGUN)
    users = make_users()
    steward, admin = users["Ana"], users["Eli"]
    fiction = make_up(timezone.localdate())
    with tempfile.TemporaryDirectory(prefix="crmsocial-demo-") as folder:
        place = Path(folder)
        say("constituents, gifts and tickets from three sources")
        for name, entity, source, basis, kind in PEOPLE_FILES:
            _bring(place, fiction, name, entity, source, basis, kind, admin)
        say("merging people whom two sources know")
        merged = merge_overlap(source_names=[records.DONORS, records.BOX_OFFICE, records.NEWSLETTER], actor=steward)
        _bring_congress(admin)
        if not mode_is_on("x", "reasonable_expectation"):
            assessments.record(platform="x", mode="reasonable_expectation", text=ASSESSMENT, actor=users["Dora"])
        say("accounts of the spring")
        _bring_accounts(place, fiction, "spring", admin)
        say("first match run")
        _match(admin)
        say("a season of decisions by two stewards")
        verdicts = decide_season(fiction=fiction, stewards=[steward, users["Ben"]], random=Random(SEED))
        say("accounts of the autumn, second match run")
        _bring_accounts(place, fiction, "autumn", admin)
        _match(admin)
    for name, label in LABELS.items():
        Source.objects.filter(name=name).update(label=label)
    say("profiles")
    jobs.drain()
    say("the privacy desk")
    desk.fill(first=users["Dora"], second=users["Femi"])
    _note(Progress.LOADED)
    return {"merged": merged, **verdicts, "seconds": round(time.monotonic() - began)}


def _bring(
    place: Path, fiction: Fiction, name: str, entity: str, source: str, basis: str, kind: str, actor: User
) -> None:
    path = write(place, name, fiction.files[name])
    import_file(
        path=path, file_name=name, entity=entity, source_name=source, basis=basis, source_kind=kind, actor=actor
    )


def _bring_accounts(place: Path, fiction: Fiction, season: str, actor: User) -> None:
    links, followers = f"account-links-{season}.csv", f"followers-{season}.csv"
    _bring(place, fiction, links, "personas", "account-links", "consent", SourceKind.FORM, actor)
    _bring(place, fiction, followers, "personas", "followers", "public", SourceKind.NETWORK, actor)
    consents = f"account-consents-{season}.csv"
    _bring(place, fiction, consents, "consents", "account-links", "consent", SourceKind.FORM, actor)


def _bring_congress(actor: User) -> None:
    for name, entity, source, kind in (
        ("congress_constituents.csv.gz", "constituents", CONGRESS, SourceKind.PUBLIC_LIST),
        ("congress_personas.csv.gz", "personas", f"{CONGRESS}-accounts", SourceKind.PUBLIC_LIST),
    ):
        import_file(
            path=DATA / name,
            file_name=name,
            entity=entity,
            source_name=source,
            basis="public",
            source_kind=kind,
            actor=actor,
        )


def _match(actor: User) -> None:
    run = start_run(actor=actor)
    assert run.job_id is not None
    jobs.drain(until=run.job_id)
