"""How generated people call themselves and what their accounts show."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.random import Generator

from .scale_names import STATES, Vocabulary

#: Share of each habit by which a handle is made.
HABITS: dict[str, float] = {
    "first.last": 0.14,
    "first_last": 0.06,
    "firstlast": 0.11,
    "flast": 0.13,
    "firstl": 0.06,
    "lastfirst": 0.04,
    "last.first": 0.02,
    "first.m.last": 0.03,
    "firstlastyy": 0.06,
    "lastyyyy": 0.04,
    "firstyy": 0.04,
    "flastnn": 0.05,
    "lastnn": 0.03,
    "therealfirstlast": 0.02,
    "fml": 0.02,
    "firstword": 0.05,
    "word": 0.10,
}
#: Share of each way of writing a display name.
DISPLAYS = {"full": 0.55, "initial": 0.08, "cut": 0.08, "reversed": 0.05, "emoji": 0.08, "first": 0.12, "word": 0.04}
#: Share of each way of writing a location.
LOCATIONS = {"town, ST": 0.45, "town": 0.2, "state": 0.15, "ST": 0.05, "town, state": 0.1, "elsewhere": 0.05}
_PLATFORMS = {"twitter": 0.3, "instagram": 0.3, "facebook": 0.2, "linkedin": 0.1, "tiktok": 0.1}
_NOWHERE = ["everywhere", "earth", "worldwide", "your screen", "online"]
_EMOJI = ["🌻", "🎸", "📚", "⚽", "☕", "🌈"]
_HANDLE = 24


def chosen(draw: Generator, shares: dict[str, float], size: int) -> pl.Series:
    total = sum(shares.values())
    codes = draw.choice(len(shares), size, p=[s / total for s in shares.values()])
    return pl.Series(list(shares)).gather(codes)


def maybe(draw: Generator, values: pl.Series, share: float) -> pl.Series:
    """Return the values with all but a ``share`` of them blank."""
    return values.zip_with(pl.Series(draw.random(len(values)) < share), pl.Series([None], dtype=values.dtype))


def misspelt(draw: Generator, values: pl.Series, share: float) -> pl.Series:
    """Return the values, a ``share`` of them with a letter doubled, left out, exchanged with the next, or another."""
    hit = np.flatnonzero(draw.random(len(values)) < share)
    kind, place, letter = draw.integers(0, 4, len(hit)), draw.random(len(hit)), draw.integers(97, 123, len(hit))
    changed = []
    for value, k, at, by in zip(
        values.gather(hit).to_list(), kind.tolist(), place.tolist(), letter.tolist(), strict=True
    ):
        if not value or len(value) < 4:
            changed.append(value)
            continue
        i = 1 + int(at * (len(value) - 2))
        middle = (value[i] * 2, "", value[i + 1] + value[i], chr(by))[k]
        changed.append(value[:i] + middle + value[i + (2 if k == 2 else 1) :])
    return values.scatter(hit, pl.Series(changed, dtype=pl.String)) if len(hit) else values


def handle(frame: pl.DataFrame) -> pl.Series:
    """Return the handle by each row's habit, not yet unique."""
    first, last = pl.col("called").str.to_lowercase(), pl.col("goes_by").str.to_lowercase()
    f, m, n = first.str.head(1), pl.col("middle").str.to_lowercase().str.head(1), pl.col("number").cast(pl.String)
    year = pl.col("year").cast(pl.String)
    ways: dict[str, pl.Expr] = {
        "first.last": first + "." + last,
        "first_last": first + "_" + last,
        "firstlast": first + last,
        "flast": f + last,
        "firstl": first + last.str.head(1),
        "lastfirst": last + first,
        "last.first": last + "." + first,
        "first.m.last": first + "." + m + "." + last,
        "firstlastyy": first + last + year.str.tail(2),
        "lastyyyy": last + year,
        "firstyy": first + year.str.tail(2),
        "flastnn": f + last + n,
        "lastnn": last + n,
        "therealfirstlast": pl.lit("thereal") + first + last,
        "fml": f + m + last.str.head(1) + n,
        "firstword": first + "_" + pl.col("word"),
        "word": pl.col("word") + pl.col("word2") + n,
    }
    made = pl.coalesce([pl.when(pl.col("habit") == name).then(way) for name, way in ways.items()])
    return frame.select(made.str.head(_HANDLE).alias("handle"))["handle"]


def home(known: Vocabulary, town: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return (town, state code, state) by row of town."""
    state = known.town_state[town.to_numpy()]
    return (
        known.town.gather(town),
        pl.Series(list(STATES)).gather(state),
        pl.Series(list(STATES.values())).gather(state),
    )


def _shown(draw: Generator, owners: pl.DataFrame) -> pl.Series:
    """Return display names; .40 have none."""
    first, last, kind = pl.col("called"), pl.col("goes_by"), pl.col("kind")
    emoji = pl.Series(_EMOJI).gather(draw.integers(0, len(_EMOJI), len(owners)))
    frame = owners.with_columns(kind=chosen(draw, DISPLAYS, len(owners)), emoji=emoji)
    ways = {
        "full": first + " " + last,
        "initial": first.str.head(1) + ". " + last,
        "cut": first + " " + last.str.head(1) + ".",
        "reversed": last + " " + first,
        "emoji": first + " " + last + " " + pl.col("emoji"),
        "first": first,
        "word": pl.col("word").str.to_titlecase() + " " + pl.col("word2").str.to_titlecase(),
    }
    made = pl.coalesce([pl.when(kind == name).then(way) for name, way in ways.items()])
    return maybe(draw, misspelt(draw, frame.select(made.alias("shown"))["shown"], 0.01), 0.6)


def _located(draw: Generator, known: Vocabulary, owners: pl.DataFrame) -> pl.Series:
    """Return locations; .60 have none."""
    size = len(owners)
    moved = pl.Series(draw.random(size) < 0.12)
    town, code, state = home(known, owners["moved"].zip_with(moved, owners["town"]))
    frame = pl.DataFrame({"town": town, "code": code, "state": state, "kind": chosen(draw, LOCATIONS, size)})
    nowhere = pl.Series(_NOWHERE).gather(draw.integers(0, len(_NOWHERE), size))
    ways = {
        "town, ST": pl.format("{}, {}", "town", "code"),
        "town": pl.col("town"),
        "state": pl.col("state"),
        "ST": pl.col("code"),
        "town, state": pl.format("{}, {}", "town", "state"),
        "elsewhere": pl.col("nowhere"),
    }
    made = pl.coalesce([pl.when(pl.col("kind") == name).then(way) for name, way in ways.items()])
    return maybe(draw, frame.with_columns(nowhere=nowhere).select(made.alias("at"))["at"], 0.4)


def unique(draw: Generator, platform: pl.Series, wanted: pl.Series) -> pl.Series:
    """Return handles with a number where the platform has the handle already, and a longer one where that is taken."""
    frame = pl.DataFrame({"p": platform, "h": wanted, "n": draw.integers(2, 100, len(wanted))})
    for _ in range(12):
        taken = frame.select(pl.int_range(pl.len()).over("p", "h").alias("k"))["k"] > 0
        if not taken.any():
            break
        more = pl.when(taken).then(pl.format("{}{}", pl.col("h").str.head(_HANDLE - 6), "n")).otherwise("h")
        frame = frame.with_columns(h=more, n=pl.Series(draw.integers(2, 100_000, len(wanted))))
    return frame["h"]


def _unfiled(draw: Generator, filed: pl.Series, local: pl.Series, domain: pl.Series) -> pl.Series:
    """Return addresses that are nobody's on file."""
    parts = filed.drop_nulls().str.split("@")
    hosts = pl.concat([parts.list.last(), domain])
    return unique(draw, hosts, pl.concat([parts.list.first(), local])).tail(len(local)) + "@" + domain


def personas(
    draw: Generator, known: Vocabulary, owners: pl.DataFrame, emails: pl.Series, filed: pl.Series
) -> pl.DataFrame:
    """Return one account a row of ``owners``; ``emails`` are theirs on file, ``filed`` all on file."""
    size = len(owners)
    platform = chosen(draw, _PLATFORMS, size)
    own = pl.Series(draw.random(size) < 0.5)
    other = handle(owners.with_columns(habit=chosen(draw, HABITS, size)))
    wanted = misspelt(draw, owners["tag"].zip_with(own, other), 0.01)
    own_mail = pl.Series(draw.random(size) < 0.75) & emails.is_not_null()
    mail = emails.zip_with(own_mail, _unfiled(draw, filed, other, owners["domain"]))
    return pl.DataFrame(
        {
            "platform": platform,
            "username": unique(draw, platform, wanted),
            "display_name": _shown(draw, owners),
            "location": _located(draw, known, owners),
            "email": maybe(draw, mail, 0.08),
            "birth_date": maybe(draw, owners["year"].cast(pl.String), 0.05),
        }
    )
