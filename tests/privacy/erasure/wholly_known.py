"""One person of whom every table knows something, and the search for her in the whole database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from psycopg import sql

from crmsocial.consolidation import corrections
from crmsocial.constituents.models import SourceIdentity
from crmsocial.core.jobs import worker
from crmsocial.core.models import Job, JobState, Role, User
from crmsocial.identity import services as identity
from crmsocial.identity.models import Membership
from crmsocial.intake.models import Batch, BatchState, StagedRow
from crmsocial.personas.models import Persona
from matching import services as matching
from matching.index import state
from matching.models import Candidate, MatchQuestion, MatchRun
from privacy.gate import purpose
from privacy.models import RequestNote, SubjectRequest
from review.models import Skip
from tests.crmsocial.intake.files import load, write
from tests.factories.core import user_with
from tests.factories.identity import notice_in_force
from tests.support.database import cleaner

#: What she is known by, in no table of the program's own and in nobody else's row.
SECRETS = (
    "Wilhelmina", "Quackenbush", "mina.q@example.org", "555-0177", "5550177", "Gooseberry", "minaquack", "quackmina",
    "acct-8841", "theremin", "DON-99173", "TIX-55821", "GIFT-3317",
)  # fmt: skip
_HEADER = ["constituent_id", "given_name", "family_name", "birth_date", "email", "phone", "address", "city", "country"]
_OTHERS = [
    ["DON-1", "Ben", "Park", "1981-01-02", "ben@example.org", "212-555-0143", "1 Hill Road", "Leeds", "GB"],
    ["DON-2", "Zora", "Quist", "1990-01-02", "zora@example.org", "212-555-0144", "2 Hill Road", "Leeds", "GB"],
]
_HER = ["Wilhelmina", "Quackenbush", "1970-05-31", "mina.q@example.org", "(212) 555-0177", "17 Gooseberry Lane", "Bath",
        "GB"]  # fmt: skip
_ACCOUNT = ["platform", "username", "platform_user_id", "display_name", "bio", "discoverable", "indexable"]
_INTERACTIONS = ["constituent_id", "interaction_id", "kind", "at", "amount", "currency", "summary"]


@dataclass
class Known:
    """Whose ids are whose."""

    constituent_id: UUID
    former_id: UUID
    persona_id: UUID
    steward: User
    run: MatchRun
    other: UUID
    other_persona: UUID = field(default_factory=uuid4)


def known(folder: Path) -> Known:
    """Her, twice in our records and then merged, with an account; and two others. The match run was interrupted."""
    notice_in_force()
    steward = user_with(Role.STEWARD)
    load(write(folder / "a.csv", [_HEADER, ["DON-99173", *_HER], *_OTHERS]))
    load(write(folder / "b.csv", [_HEADER, ["TIX-55821", *_HER]]), source_name="tickets")
    # Twice, so that the former handle is history.
    _accounts(folder, "quackmina")
    _accounts(folder, "minaquack")
    gifts = [
        ["DON-99173", "GIFT-3317", "gift", "2026-02-01", "50.00", "USD", "Given by Wilhelmina Quackenbush"],
        ["DON-99173", "n1", "note", "2026-02-02", "", "", "Wilhelmina plays the theremin"],
        ["DON-1", "g2", "gift", "2026-02-03", "20.00", "USD", "Spring appeal"],
        # Her name in the column of the amount: a cell that is bad.
        ["DON-99173", "n2", "note", "2026-02-04", "Quackenbush", "", ""],
    ]
    load(write(folder / "c.csv", [_INTERACTIONS, *gifts]), "interactions")
    do_jobs()
    run = _interrupted_run()
    her, again, other = (home_of(name) for name in ("DON-99173", "TIX-55821", "DON-1"))
    persona_id, others = _persona("acct-8841"), _persona("acct-2")
    _looked_up(run, her, persona_id, steward)
    _decided(her, persona_id, steward)
    identity.merge(into=her, others=[again], actor=steward, reason="duplicate")
    _stage_again()
    made = SubjectRequest.objects.create(
        kind="rectification", constituent_id=her, received_via="letter", received_at="2026-03-01T00:00Z",
        due_on="2026-04-01",
    )  # fmt: skip
    RequestNote.objects.create(request=made, kind="received", text="I am Wilhelmina and live in Gooseberry Lane 17.")
    corrections.correct(
        constituent_id=her, attribute="given_name", values=["Wilhelmina"], actor=steward, request_id=made.pk
    )
    do_jobs()
    return Known(her, again, persona_id, steward, run, other, others)


def _accounts(folder: Path, handle: str) -> None:
    rows = [
        _ACCOUNT,
        ["mastodon", f"@{handle}", "acct-8841", "Wilhelmina Quackenbush", "Plays the theremin", "true", "true"],
        ["mastodon", "@benpark", "acct-2", "Ben Park", "", "true", "true"],
    ]
    load(write(folder / "d.csv", rows), "personas", source_name="lists", basis="consent", source_kind="network")


def _interrupted_run() -> MatchRun:
    run = matching.start_run(actor=None)
    do_jobs(until=run)
    matching.cancel_run(run_id=run.pk, actor=None)
    do_jobs()
    run.refresh_from_db()
    assert run.model is not None and run.model.names_kept
    return run


def do_jobs(*, until: MatchRun | None = None) -> None:
    """Work off what waits; ``until`` stops when that run has been scored."""
    while True:
        Job.objects.filter(state=JobState.QUEUED).update(run_after="2026-01-01T00:00Z")
        due = Job.objects.filter(state=JobState.QUEUED).order_by("parent_id", "pk").first()
        if due is None or (until is not None and MatchRun.objects.get(pk=until.pk).state == "finishing"):
            return
        worker.work(due.pk)


def home_of(external_id: str) -> UUID:
    """The constituent that a source identity belongs to."""
    member = SourceIdentity.objects.get(external_id=external_id)
    return Membership.objects.get(identity=member, ended_at__isnull=True).constituent_id


def _persona(account_id: str) -> UUID:
    with purpose("upkeep", reason="test"):
        return Persona.objects.get(account_id=account_id).pk


def _looked_up(run: MatchRun, constituent_id: UUID, persona_id: UUID, steward: User) -> None:
    """The run's model is the one in use, and somebody asked for her and has not fetched the answer."""
    assert run.model is not None
    state.use(run.model, run.parameters)
    MatchQuestion.objects.create(
        asked_by=steward, purpose="identity_matching", items=[{"name": "Wilhelmina Quackenbush"}],
        answers=[{"matches": [{"name": "Wilhelmina Quackenbush"}]}], constituent_ids=[constituent_id],
    )  # fmt: skip


def _decided(constituent_id: UUID, persona_id: UUID, steward: User) -> None:
    with purpose("identity_matching", reason="test"):
        candidate = Candidate.objects.get(persona_id=persona_id, constituent_id=constituent_id)
        Skip.objects.create(user=steward, candidate_id=candidate.pk)
        identity.decide(
            persona_id=persona_id, constituent_id=constituent_id, verdict="same", reason="evidence_agrees",
            method="steward", actor=steward, note="Wilhelmina told me herself.", evidence=candidate.evidence.rows,
            candidate_id=candidate.pk,
        )  # fmt: skip


def _stage_again() -> None:
    """A file that was checked and not yet written, with her in it."""
    batch = Batch.objects.create(
        source=SourceIdentity.objects.get(external_id="DON-99173").source, entity="constituents", basis="contract",
        file_name="e.csv", file_hash="", state=BatchState.LOADING, merged_line=0,
    )  # fmt: skip
    batch.refresh_from_db()
    with purpose("intake", reason="test"):
        StagedRow.objects.create(
            batch_id=batch.pk, line=2, external_id="DON-99173", values={"family_name": "Quackenbush"},
            content_hash=bytes(32),
        )  # fmt: skip


def tables_that_know(secrets: Iterable[str] = SECRETS) -> dict[str, set[str]]:
    """{table: what it knows} of all tables, whatever their columns, read as the owner whom no policy stops.

    A row is compared as one text; bytes stand in it as hexadecimal digits, so they are looked for as such, too.
    """
    owner = cleaner.connect()
    tables = [row[0] for row in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()]
    found: dict[str, set[str]] = {}
    for table in tables:
        for secret in secrets:
            spellings = [secret, secret.encode().hex(), secret.lower().encode().hex()]
            wanted = sql.SQL("SELECT 1 FROM {} t WHERE t::text ILIKE ANY(%s) LIMIT 1").format(sql.Identifier(table))
            if owner.execute(wanted, [[f"%{text}%" for text in spellings]]).fetchone():
                found.setdefault(table, set()).add(secret)
    return found


def files_that_know() -> list[Path]:
    """Stored uploads with anything of her in them."""
    words = [secret.encode() for secret in SECRETS]
    stored = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return [path for path in stored if any(word in path.read_bytes() for word in words)]
