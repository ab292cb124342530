"""Fictional samples for the style guide. The names are invented, the domains and numbers reserved."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

DONORS = _("Donor database")


class SampleForm(forms.Form):
    """One field of each kind that the screens use."""

    source = forms.CharField(label=_("Source"), help_text=_("The system that the file comes from."))
    basis = forms.ChoiceField(
        label=_("Lawful basis"), choices=[("", _("Choose…")), ("consent", _("Consent")), ("contract", _("Contract"))]
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    verdict = forms.ChoiceField(
        label=_("Verdict"),
        widget=forms.RadioSelect,
        choices=[("same", _("Same person")), ("not_same", _("Not the same")), ("unsure", _("Unsure"))],
    )
    dry_run = forms.BooleanField(
        label=_("Only try, write nothing"), required=False, help_text=_("Shows what would happen.")
    )


class SampleUpload(forms.Form):
    """A file to import."""

    file = forms.FileField(label=_("File of constituents"))


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
        "form": SampleForm(initial={"source": DONORS, "basis": "contract", "verdict": "same"}),
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
    {"label": _("Before any evidence"), "sentence": _("1 in 4,200 personas is a given constituent"), "bits": -12.0},
    {"label": _("Name"), "sentence": _("Surname agrees and is rare, given name is a nickname"), "bits": 11.4},
    {"label": _("Handle"), "sentence": _("Reads as first.last of this name"), "bits": 6.2},
    {"label": _("E-mail"), "sentence": _("Not stated by the persona"), "bits": None},
    {"label": _("Place"), "sentence": _("Portland, not Salem"), "bits": -1.8},
    {"label": _("Website"), "sentence": _("Same site as on record"), "bits": 3.1},
    {"label": _("Competition"), "sentence": _("One other constituent of this name"), "bits": -1.7},
]


def _cell(value: str | None, source: Any, days: int) -> SimpleNamespace | None:
    return (
        SimpleNamespace(value=value, source=source, observed=timezone.now() - timedelta(days=days)) if value else None
    )


def _attribute(
    label: Any, left: str | None, right: str | None, result: str | None, won: Any = DONORS
) -> SimpleNamespace:
    return SimpleNamespace(
        label=label,
        left=_cell(left, DONORS, 412),
        right=_cell(right, "Mastodon", 3),
        result=_cell(result, won, 412 if won is DONORS else 3),
    )


def _pair() -> dict[str, Any]:
    return {
        "differing": [
            _attribute(_("Name"), "Margaret Lindqvist", "Maggie Lindquist", "Margaret Lindqvist"),
            _attribute(_("Handle"), None, "@m.lindqvist", "@m.lindqvist", "Mastodon"),
            _attribute(_("City"), "Salem", "Portland", "Salem"),
            _attribute(_("Employer"), "Tern Bay School", "Tern Bay Schools", "Tern Bay School"),
            _attribute(_("E-mail"), "m.lindqvist@example.org", None, "m.lindqvist@example.org"),
        ],
        "same": [
            _attribute(_("Website"), "lindqvist.example", "lindqvist.example", "lindqvist.example"),
            _attribute(_("Pronouns"), "she/her", "She/Her", "she/her"),
        ],
    }


def _rows() -> dict[str, Any]:
    now = timezone.now()
    lineage = [
        {
            "value": "Margaret Lindqvist",
            "source": DONORS,
            "observed": now - timedelta(days=412),
            "won": True,
            "reason": "",
        },
        {
            "value": "M. Lindquist",
            "source": _("Ticketing"),
            "observed": now - timedelta(days=51),
            "won": False,
            "reason": _("lower in the hierarchy of trust"),
        },
    ]
    return {
        "values": [
            {
                "label": _("Name"),
                "value": "Margaret Lindqvist",
                "source": DONORS,
                "observed": now - timedelta(days=412),
                "rule": _("staff, then donor database, then newest"),
                "lineage": lineage,
            },
            {"label": _("Phone"), "value": "555-0142", "source": _("Ticketing"), "observed": now - timedelta(days=51)},
            {"label": _("Birth date"), "value": "", "source": ""},
        ],
        "timeline": [
            {
                "icon": "gift",
                "title": _("Gift to the autumn appeal"),
                "figure": "USD 120.00",
                "detail": DONORS,
                "at": now - timedelta(days=9),
            },
            {
                "icon": "ticket",
                "title": _("Two tickets, The Lighthouse Keeper"),
                "figure": "USD 64.00",
                "detail": _("Ticketing"),
                "at": now - timedelta(days=51),
            },
            {
                "icon": "post",
                "title": _("“Wonderful evening at the harbour stage”"),
                "detail": "Mastodon",
                "at": now - timedelta(days=50),
            },
            {
                "icon": "call",
                "title": _("Asked about accessible seats"),
                "detail": "Jonas Weber",
                "at": now - timedelta(days=230),
            },
        ],
        "filter_groups": [
            {
                "label": _("Band"),
                "items": [
                    {"band": "append", "count": 1204, "url": "#rows", "current": False},
                    {"band": "refer", "count": 214, "url": "#rows", "current": True},
                    {"band": "do_not_append", "count": 8630, "url": "#rows", "current": False},
                ],
            },
            {
                "label": _("Source"),
                "items": [
                    {"label": "Mastodon", "count": 151, "url": "#rows", "current": False},
                    {"label": "Bluesky", "count": 63, "url": "#rows", "current": False},
                ],
            },
        ],
        "queue": [
            {
                "name": "Margaret Lindqvist",
                "handle": "@m.lindqvist",
                "platform": "Mastodon",
                "probability": 0.973,
                "current": True,
            },
            {
                "name": "Jean-Luc Okafor",
                "handle": "jl_okafor",
                "platform": "Bluesky",
                "probability": 0.81,
                "current": False,
            },
            {
                "name": "Priyanka Venkatasubramanian-O’Connor",
                "handle": "@priyanka.voc.photography",
                "platform": "Mastodon",
                "probability": 0.62,
                "current": False,
            },
        ],
        "people": [
            {
                "name": "Margaret Lindqvist",
                "city": "Salem",
                "gifts": 14,
                "total": "USD 2,480.00",
                "last": now - timedelta(days=9),
                "band": "append",
            },
            {
                "name": "Jean-Luc Okafor",
                "city": "Tern Bay",
                "gifts": 2,
                "total": "USD 95.00",
                "last": now - timedelta(days=300),
                "band": "refer",
            },
            {
                "name": "Hana Sato",
                "city": "Portland",
                "gifts": 121,
                "total": "USD 18,204.50",
                "last": now - timedelta(hours=5),
                "band": "do_not_append",
            },
        ],
        "tabs": [
            {"label": _("Profile"), "url": "#rows", "current": True, "count": None},
            {"label": _("Personas"), "url": "#rows", "current": False, "count": 3},
            {"label": _("Timeline"), "url": "#rows", "current": False, "count": 1284},
            {"label": _("Permissions"), "url": "#rows", "current": False, "count": None},
        ],
    }


def _jobs() -> list[dict[str, Any]]:
    def job(
        key: str, state: str, percent: int | None, done: int, total: int | None, message: Any = ""
    ) -> SimpleNamespace:
        is_open = state in ("queued", "running")
        return SimpleNamespace(
            id=key, state=state, percent=percent, done=done, total=total, message=message, is_open=is_open, kind=key
        )

    return [
        {"job": job("s1", "queued", None, 0, None, _("Waiting for a worker")), "title": _("Import of constituents")},
        {
            "job": job("s2", "running", 62, 12400, 20000, _("rows read")),
            "title": _("Import of constituents"),
            "rate": 11250,
            "left": 41,
        },
        {
            "job": job("s3", "running", None, 812, None, _("pairs scored")),
            "title": _("Matching run"),
            "rate": 4100,
            "left": None,
        },
        {"job": job("s4", "done", 100, 20000, 20000, _("rows, 3 rejected")), "title": _("Import of personas")},
        {"job": job("s5", "cancelled", 31, 6200, 20000, _("rows kept")), "title": _("Matching run")},
        {"job": job("s6", "quarantined", 31, 6200, 20000, _("Five attempts failed")), "title": _("Matching run")},
    ]
