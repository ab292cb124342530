"""Generate constituents and personas of any number, with truth and a known error model.

    python -m benchmarks.scale_data N FOLDER [--seed S] [--format parquet|csv|both|set]

Writes ``constituents``, ``personas`` and ``truth`` (persona_id, constituent_id; empty where nobody) into FOLDER. The
names are as frequent as real ones (see scale_names.py), so that namesakes decide at a million as they do in life.

The world: N people are in the file and as many are not, drawn from one law of names and towns. N personas: half
belong to people in the file (drawn with replacement, so that some have two), half to people who are not.

A constituent has (share): birth date .70, of which .02 wrong by a day or a decade; middle name .35; e-mail .60; phone
.40; town, state, postcode .92. The given name is a nickname in .08, and .015 of given and .02 of family names are
misspelt by one letter. A person uses one habitual handle for e-mail and accounts in half of the cases.

A persona: the person's called name is a nickname in .25; .04 of women (.005 of men) go by another family name; the
handle follows one of the habits below, is cut to 24 letters, and gets a number where it is taken; display name .60,
location .40 (.12 of them another town), e-mail .08 (.75 of them the one on file; no two people have one address),
year of birth .05; .01 of handles and display names are misspelt.
"""

from __future__ import annotations

import argparse
import gzip
import time
from pathlib import Path
from typing import IO, cast

import numpy as np
import polars as pl
from numpy.random import Generator, default_rng

from .scale_accounts import HABITS, chosen, handle, home, maybe, misspelt, personas, unique
from .scale_names import WORDS, Vocabulary, vocabulary

_DOMAINS = ["example.org", "example.com", "example.net", "mail.example", "post.example"]


def people(draw: Generator, known: Vocabulary, size: int) -> pl.DataFrame:
    """Return people as they are: names, sex, birth, home, and the tag that they like to use."""
    men = draw.random(size) < 0.5
    share = known.given_share
    given = np.where(
        men,
        draw.choice(len(share["M"]), size, p=share["M"]),
        known.men + draw.choice(len(share["F"]), size, p=share["F"]),
    )
    middle = np.where(
        men,
        draw.choice(len(share["M"]), size, p=share["M"]),
        known.men + draw.choice(len(share["F"]), size, p=share["F"]),
    )
    family = draw.choice(len(known.family_share), size, p=known.family_share)
    other = draw.choice(len(known.family_share), size, p=known.family_share)
    town = draw.choice(len(known.town_share), size, p=known.town_share)
    moved = draw.choice(len(known.town_share), size, p=known.town_share)
    renamed = draw.random(size) < np.where(men, 0.005, 0.04)
    year = np.clip(draw.normal(1972, 18, size).astype(np.int64), 1928, 2007)
    nick = known.nicks[given, draw.integers(0, known.nicks.shape[1], size)]
    called = np.where(draw.random(size) < 0.25, nick, known.given.gather(given).to_numpy())
    frame = pl.DataFrame(
        {
            "given": known.given.gather(given),
            "nick": pl.Series(nick.tolist(), dtype=pl.String),
            "called": pl.Series(called.tolist(), dtype=pl.String),
            "middle": known.given.gather(middle),
            "family": known.family.gather(family),
            "goes_by": known.family.gather(np.where(renamed, other, family)),
            "sex": pl.Series(["F", "M"]).gather(men.astype(np.int64)),
            "year": year,
            "month": draw.integers(1, 13, size),
            "day": draw.integers(1, 29, size),
            "town": town,
            "moved": moved,
            "number": draw.integers(1, 1000, size),
            "word": pl.Series(WORDS).gather(draw.integers(0, len(WORDS), size)),
            "word2": pl.Series(WORDS).gather(draw.integers(0, len(WORDS), size)),
            "habit": chosen(draw, HABITS, size),
            "domain": pl.Series(_DOMAINS).gather(draw.integers(0, len(_DOMAINS), size)),
        }
    )
    return frame.with_columns(tag=handle(frame))


def constituents(draw: Generator, known: Vocabulary, all_people: pl.DataFrame) -> pl.DataFrame:
    """Return the people's records, in their order."""
    size = len(all_people)
    nicked = pl.Series(draw.random(size) < 0.08)
    slip = draw.random(size)
    year = all_people["year"].to_numpy() + np.where(slip < 0.01, 10, 0)
    day = np.where((slip >= 0.01) & (slip < 0.02), all_people["day"].to_numpy() % 28 + 1, all_people["day"].to_numpy())
    when = pl.DataFrame({"y": year, "m": all_people["month"], "d": day}).select(
        pl.date("y", "m", "d").dt.to_string("%Y-%m-%d").alias("birth")
    )["birth"]
    town, code, _ = home(known, all_people["town"])
    housed = pl.Series(draw.random(size) < 0.92)
    blank = pl.Series([None], dtype=pl.String)
    own = pl.Series(draw.random(size) < 0.5)
    drawn = all_people.with_columns(habit=chosen(draw, HABITS, size))
    local = unique(draw, all_people["domain"], all_people["tag"].zip_with(own, handle(drawn)))
    area, line = draw.integers(201, 990, size), draw.integers(100, 200, size)
    phone = pl.DataFrame({"a": area, "l": line}).select(pl.format("{}-555-0{}", "a", "l").alias("p"))["p"]
    post = pl.Series((all_people["town"].to_numpy() * 13 + draw.integers(0, 9, size)) % 99_000 + 501)
    return pl.DataFrame(
        {
            "given_name": misspelt(draw, all_people["nick"].zip_with(nicked, all_people["given"]), 0.015),
            "middle_name": maybe(draw, all_people["middle"], 0.35),
            "family_name": misspelt(draw, all_people["family"], 0.02),
            "birth_date": maybe(draw, when, 0.7),
            "gender": all_people["sex"],
            "email": maybe(draw, local + "@" + all_people["domain"], 0.6),
            "phone": maybe(draw, phone, 0.4),
            "city": town.zip_with(housed, blank),
            "state": code.zip_with(housed, blank),
            "postcode": post.cast(pl.String).str.zfill(5).zip_with(housed, blank),
        }
    )


def _ids(draw: Generator, letter: str, size: int) -> pl.Series:
    """Return opaque ids in random order."""
    return pl.select(pl.format(letter + "{}", pl.Series(draw.permutation(size) + 10**7)).alias("id"))["id"]


def generate(size: int, seed: int = 1) -> dict[str, pl.DataFrame]:
    """Return ``constituents``, ``personas`` and ``truth``; equal arguments give equal frames."""
    draw, known = default_rng(seed), vocabulary()
    inside, outside = people(draw, known, size), people(draw, known, size - size // 2)
    left = constituents(draw, known, inside).with_columns(id=_ids(draw, "c", size))
    owner = draw.integers(0, size, size // 2)
    owners = pl.concat([inside[owner], outside])
    mails = pl.concat([left["email"].gather(owner), pl.Series([None] * len(outside), dtype=pl.String)])
    order = draw.permutation(size)
    right = personas(draw, known, owners[order], mails.gather(order), left["email"]).with_columns(
        id=_ids(draw, "p", size)
    )
    whose = pl.concat([left["id"].gather(owner), pl.Series([""] * len(outside), dtype=pl.String)]).gather(order)
    truth = pl.DataFrame({"persona_id": right["id"], "constituent_id": whose})
    return {"constituents": _sorted(left, "id"), "personas": _sorted(right, "id"), "truth": truth.sort("persona_id")}


def _sorted(frame: pl.DataFrame, first: str) -> pl.DataFrame:
    return frame.select(first, pl.all().exclude(first)).sort(first)


def write(folder: Path, frames: dict[str, pl.DataFrame], kind: str = "both") -> None:
    """Write each frame as csv, parquet or both."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        if kind in ("csv", "both"):
            frame.write_csv(folder / f"{name}.csv")
        if kind in ("parquet", "both"):
            frame.write_parquet(folder / f"{name}.parquet")


def write_set(folder: Path, frames: dict[str, pl.DataFrame], accounts: int, seed: int) -> None:
    """Write a folder as train_default_model.py reads it: csv.gz, ``accounts`` of the personas, and a mask of owners."""
    folder.mkdir(parents=True, exist_ok=True)
    right = frames["personas"].head(accounts)
    truth = frames["truth"].join(right.select(persona_id="id"), on="persona_id")
    owners = truth.filter(pl.col("constituent_id") != "").select("constituent_id").unique().sort("constituent_id")
    mask = owners.filter(pl.Series(default_rng(seed).random(len(owners)) < 0.25))
    for name, frame in {**frames, "personas": right, "truth": truth, "openset_mask": mask}.items():
        with gzip.open(folder / f"{name}.csv.gz", "wb") as opened:
            frame.write_csv(cast(IO[bytes], opened))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=("parquet", "csv", "both", "set"), default="both")
    parser.add_argument("--accounts", type=int, default=2000, help="personas that --format set keeps")
    given = parser.parse_args()
    started = time.perf_counter()
    frames = generate(given.size, given.seed)
    if given.format == "set":
        write_set(given.folder, frames, given.accounts, given.seed)
    else:
        write(given.folder, frames, given.format)
    print(f"{given.size} constituents and personas in {given.folder}, {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main()
