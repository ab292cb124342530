"""Fictional samples for the style guide. The names are invented, the domains and numbers reserved."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone


class SampleForm(forms.Form):
    """One field of each kind that the screens use."""

    source = forms.CharField(label="Source", help_text="The system that the file comes from.")
    basis = forms.ChoiceField(label="Lawful basis", choices=[("", "Choose…"), ("consent", "Consent"), ("contract", "Contract")])
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    since = forms.DateField(label="Since", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    verdict = forms.ChoiceField(
        label="Verdict", widget=forms.RadioSelect, choices=[("same", "Same person"), ("not_same", "Not the same"), ("unsure", "Unsure")]
    )
    dry_run = forms.BooleanField(label="Only try, write nothing", required=False, help_text="Shows what would happen.")


class SampleUpload(forms.Form):
    """A file to import."""

    file = forms.FileField(label="File of constituents")


def context() -> dict[str, Any]:
    """Everything the sections need."""
    invalid = SampleForm({"source": "", "basis": "", "since": "31 February", "dry_run": "on"})
    invalid.is_valid()
    return {
        "evidence": EVIDENCE,
        "evidence_probability": 0.973,
        "probabilities": [0.9995, 0.973, 0.5, 0.004, None],
        "bands": ["append", "refer", "do_not_append"],
        "names": ["Ana Rivera", "Jean-Luc Okafor", "Ōe", "王小明", ""],
        "initials_sample": "Mara Lindqvist",
        "form": SampleForm(initial={"source": "Donor database", "basis": "contract", "verdict": "same"}),
        "invalid": invalid,
        "upload": SampleUpload(),
        "jobs": _jobs(),
        "moments": [timezone.now() - ago for ago in (timedelta(seconds=5), timedelta(minutes=12), timedelta(hours=3))]
        + [timezone.now() - timedelta(days=days) for days in (2, 120, 900)],
        "lease_until": timezone.now() + timedelta(minutes=2, seconds=20),
        **_rows(),
        **_pair(),
    }


EVIDENCE = [
    {"label": "Before any evidence", "sentence": "1 in 4,200 personas is a given constituent", "bits": -12.0},
    {"label": "Name", "sentence": "Surname agrees and is rare, given name is a nickname", "bits": 11.4},
    {"label": "Handle", "sentence": "Reads as first.last of this name", "bits": 6.2},
    {"label": "E-mail", "sentence": "Not stated by the persona", "bits": None},
    {"label": "Place", "sentence": "Portland, not Salem", "bits": -1.8},
    {"label": "Website", "sentence": "Same site as on record", "bits": 3.1},
    {"label": "Competition", "sentence": "One other constituent of this name", "bits": -1.7},
]


def _cell(value: str | None, source: str, days: int) -> SimpleNamespace | None:
    return SimpleNamespace(value=value, source=source, observed=timezone.now() - timedelta(days=days)) if value else None


def _attribute(label: str, left: str | None, right: str | None, result: str | None, won: str = "Donor database") -> SimpleNamespace:
    return SimpleNamespace(
        label=label,
        left=_cell(left, "Donor database", 412),
        right=_cell(right, "Mastodon", 3),
        result=_cell(result, won, 412 if won == "Donor database" else 3),
    )


def _pair() -> dict[str, Any]:
    return {
        "differing": [
            _attribute("Name", "Margaret Lindqvist", "Maggie Lindquist", "Margaret Lindqvist"),
            _attribute("Handle", None, "@m.lindqvist", "@m.lindqvist", "Mastodon"),
            _attribute("City", "Salem", "Portland", "Salem"),
            _attribute("Employer", "Tern Bay School", "Tern Bay Schools", "Tern Bay School"),
            _attribute("E-mail", "m.lindqvist@example.org", None, "m.lindqvist@example.org"),
        ],
        "same": [
            _attribute("Website", "lindqvist.example", "lindqvist.example", "lindqvist.example"),
            _attribute("Pronouns", "she/her", "She/Her", "she/her"),
        ],
    }


def _rows() -> dict[str, Any]:
    now = timezone.now()
    lineage = [
        {"value": "Margaret Lindqvist", "source": "Donor database", "observed": now - timedelta(days=412), "won": True, "reason": ""},
        {"value": "M. Lindquist", "source": "Ticketing", "observed": now - timedelta(days=51), "won": False, "reason": "lower in the hierarchy of trust"},
    ]
    return {
        "values": [
            {"label": "Name", "value": "Margaret Lindqvist", "source": "Donor database", "observed": now - timedelta(days=412), "rule": "staff, then donor database, then newest", "lineage": lineage},
            {"label": "Phone", "value": "555-0142", "source": "Ticketing", "observed": now - timedelta(days=51)},
            {"label": "Birth date", "value": "", "source": ""},
        ],
        "timeline": [
            {"icon": "gift", "title": "Gift to the autumn appeal", "figure": "USD 120.00", "detail": "Donor database", "at": now - timedelta(days=9)},
            {"icon": "ticket", "title": "Two tickets, The Lighthouse Keeper", "figure": "USD 64.00", "detail": "Ticketing", "at": now - timedelta(days=51)},
            {"icon": "post", "title": "“Wonderful evening at the harbour stage”", "detail": "Mastodon", "at": now - timedelta(days=50)},
            {"icon": "call", "title": "Asked about accessible seats", "detail": "Jonas Weber", "at": now - timedelta(days=230)},
        ],
        "filter_groups": [
            {"label": "Band", "items": [
                {"band": "append", "count": 1204, "url": "#rows", "current": False},
                {"band": "refer", "count": 214, "url": "#rows", "current": True},
                {"band": "do_not_append", "count": 8630, "url": "#rows", "current": False},
            ]},
            {"label": "Source", "items": [
                {"label": "Mastodon", "count": 151, "url": "#rows", "current": False},
                {"label": "Bluesky", "count": 63, "url": "#rows", "current": False},
            ]},
        ],
        "queue": [
            {"name": "Margaret Lindqvist", "handle": "@m.lindqvist", "platform": "Mastodon", "probability": 0.973, "current": True},
            {"name": "Jean-Luc Okafor", "handle": "jl_okafor", "platform": "Bluesky", "probability": 0.81, "current": False},
            {"name": "Priyanka Venkatasubramanian-O’Connor", "handle": "@priyanka.voc.photography", "platform": "Mastodon", "probability": 0.62, "current": False},
        ],
        "people": [
            {"name": "Margaret Lindqvist", "city": "Salem", "gifts": 14, "total": "USD 2,480.00", "last": now - timedelta(days=9), "band": "append"},
            {"name": "Jean-Luc Okafor", "city": "Tern Bay", "gifts": 2, "total": "USD 95.00", "last": now - timedelta(days=300), "band": "refer"},
            {"name": "Hana Sato", "city": "Portland", "gifts": 121, "total": "USD 18,204.50", "last": now - timedelta(hours=5), "band": "do_not_append"},
        ],
        "tabs": [
            {"label": "Profile", "url": "#rows", "current": True, "count": None},
            {"label": "Personas", "url": "#rows", "current": False, "count": 3},
            {"label": "Timeline", "url": "#rows", "current": False, "count": 1284},
            {"label": "Permissions", "url": "#rows", "current": False, "count": None},
        ],
    }


def _jobs() -> list[dict[str, Any]]:
    def job(key: str, state: str, percent: int | None, done: int, total: int | None, message: str = "") -> SimpleNamespace:
        is_open = state in ("queued", "running")
        return SimpleNamespace(id=key, state=state, percent=percent, done=done, total=total, message=message, is_open=is_open, kind=key)

    return [
        {"job": job("s1", "queued", None, 0, None, "Waiting for a worker"), "title": "Import of constituents"},
        {"job": job("s2", "running", 62, 12400, 20000, "rows read"), "title": "Import of constituents", "rate": 11250, "left": 41},
        {"job": job("s3", "running", None, 812, None, "pairs scored"), "title": "Matching run", "rate": 4100, "left": None},
        {"job": job("s4", "done", 100, 20000, 20000, "rows, 3 rejected"), "title": "Import of personas"},
        {"job": job("s5", "cancelled", 31, 6200, 20000, "rows kept"), "title": "Matching run"},
        {"job": job("s6", "quarantined", 31, 6200, 20000, "Five attempts failed"), "title": "Matching run"},
    ]
