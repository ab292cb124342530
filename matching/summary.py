"""A run's counts in plain words: what was compared, what came out, and what was withheld and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crmsocial.personas.models import Platform
from privacy.judging.reasons import SENTENCES

from .models import Band, MatchRun
from .wording import rule_sentence


@dataclass(frozen=True, slots=True)
class Withheld:
    """Accounts of one platform that were left out for one reason."""

    platform: str
    label: str
    code: str
    count: int
    none_compared: bool

    @property
    def sentence(self) -> str:
        """What happened, to how many, and why."""
        reason = str(SENTENCES.get(self.code, self.code))
        count = ngettext("%(count)s account withheld", "%(count)s accounts withheld", self.count) % {
            "count": f"{self.count:,}"
        }
        words = {"platform": self.label, "accounts": count, "reason": reason}
        if self.none_compared:
            return _("No candidates on %(platform)s: %(accounts)s. %(reason)s") % words
        return _("%(platform)s: %(accounts)s. %(reason)s") % words

    def __str__(self) -> str:
        return self.sentence


def withheld(run: MatchRun) -> list[Withheld]:
    """What was left out, the largest first on each platform."""
    # Until the snapshot is cut nobody knows which platforms are compared at all.
    compared: dict[str, int] | None = run.summary.get("platforms")
    labels = dict(Platform.choices)
    return [
        Withheld(
            row["platform"],
            str(labels.get(row["platform"], row["platform"])),
            row["code"],
            row["count"],
            compared is not None and not compared.get(row["platform"]),
        )
        for row in run.summary.get("withheld", [])
    ]


def bands(run: MatchRun) -> list[tuple[str, int]]:
    """(band, candidates), in the policy's order."""
    counts: dict[str, int] = run.summary.get("bands", {})
    return [(band, counts.get(band, 0)) for band in Band.values]


def rules(run: MatchRun) -> list[tuple[str, int]]:
    """(sentence of the rule, candidates), the most frequent first."""
    counts: dict[str, int] = run.summary.get("rules", {})
    return sorted(((rule_sentence(rule) or rule, count) for rule, count in counts.items()), key=lambda row: -row[1])


def pairs(run: MatchRun) -> list[dict[str, Any]]:
    """For each blocking rule how many pairs it gave, and how many it gave up, the most fruitful first."""
    given: dict[str, dict[str, int]] = run.summary.get("pairs", {})
    names = set().union(*given.values()) if given else set()
    rows = [{"rule": name, **{kind: counts.get(name, 0) for kind, counts in given.items()}} for name in names]
    return sorted(rows, key=lambda row: -row.get("pairs", 0))


def headline(run: MatchRun) -> str:
    """What was compared with what, and what came out."""
    personas, records = run.summary.get("personas", 0), run.summary.get("records", 0)
    if "personas" not in run.summary:
        return ""
    if not personas:
        return _("No account may be compared, so there are no candidates.")
    if not records:
        return _("There are no constituents to compare with yet. Import some first.")
    return _("%(personas)s accounts were compared with %(records)s records; %(candidates)s candidates came out.") % {
        "personas": f"{personas:,}",
        "records": f"{records:,}",
        "candidates": f"{run.summary.get('candidates', 0):,}",
    }


def sentences(run: MatchRun) -> list[str]:
    """The whole story, a sentence a line."""
    told = [headline(run), *(one.sentence for one in withheld(run))]
    return [sentence for sentence in told if sentence]
