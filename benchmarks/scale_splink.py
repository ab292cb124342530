"""Link generated personas with Splink on DuckDB, as a practised user would; run by scale.py in the peer's own Python.

    PEER_PYTHON scale_splink.py FOLDER OUT BUDGET [--threads N]

Needs ``pip install splink==5.0.0 duckdb==2.0.0`` and nothing of this project. Names are taken out of display names and
separated handles, the usual ways of making a handle are columns of the left side, names and handles carry term
frequencies, u is estimated on random pairs, m by EM in two blocked sessions. Blocking rules are added, the safest
first, while they keep within BUDGET pairs; counting them is not timed. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import logging
import resource
import time
from pathlib import Path
from typing import Any

import duckdb
import splink.comparison_level_library as levels
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

RULES = (
    "l.email = r.email",
    "l.mailbox = r.mailbox",
    "l.whole = r.handle",
    "l.first_name = r.first_name and l.last_name = r.last_name",
    "l.flast = r.handle",
    "l.lastfirst = r.handle",
    "l.last_name = r.last_name and l.initial = r.initial",
    "l.last_name = r.handle and l.state = r.state",
    "l.firstl = r.handle and l.state = r.state",
    "l.last_name = r.last_name and l.state = r.state",
    "l.first_name = r.first_name and l.city = r.city",
    "l.last_name = r.handle",
    "l.firstl = r.handle",
)
_LEFT = """
select id as unique_id, given as first_name, family as last_name, given[1] as initial, null::varchar as handle,
       given || family as whole, given[1] || family as flast, given || family[1] as firstl,
       family || given as lastfirst,
       regexp_replace(lower(split_part(email, '@', 1)), '[^a-z0-9]', '', 'g') as mailbox, lower(email) as email,
       lower(city) as city, state, substr(birth_date, 1, 4) as birth_year, null::varchar as digits
from (select *, regexp_replace(lower(given_name), '[^a-z]', '', 'g') as given,
             regexp_replace(lower(family_name), '[^a-z]', '', 'g') as family from read_parquet('{}'))
"""
_RIGHT = """
with shown as (
    select *, string_split(trim(regexp_replace(lower(coalesce(display_name, '')), '[^a-z ]', '', 'g')), ' ') as words,
           string_split(regexp_replace(lower(username), '[0-9]', '', 'g'), '.') as dotted,
           string_split(regexp_replace(lower(username), '[0-9]', '', 'g'), '_') as lined,
           string_split(lower(location), ', ') as places
    from read_parquet('{}')
), named as (
    select *, case when len(words) >= 2 then words when len(dotted) >= 2 then dotted when len(lined) >= 2 then lined
              else null end as parts
    from shown
)
select id as unique_id, nullif(parts[1], '') as first_name, nullif(parts[-1], '') as last_name,
       nullif(parts[1][1], '') as initial,
       nullif(replace(regexp_replace(lower(username), '[^a-z]', '', 'g'), 'thereal', ''), '') as handle,
       handle as whole, handle as flast, handle as firstl, null::varchar as lastfirst,
       regexp_replace(lower(username), '[^a-z0-9]', '', 'g') as mailbox, lower(email) as email,
       places[1] as city, upper(places[2]) as state, substr(birth_date::varchar, 1, 4) as birth_year,
       nullif(regexp_extract(username, '[0-9]+'), '') as digits
from named
"""


def _handle() -> compare.CustomComparison:
    """Return how the handle's letters are explained by the person's names."""
    common = ("whole", "flast", "firstl")
    ways = (
        ("family name first", "lastfirst_l = handle_r"),
        ("whole name, nearly", "jaro_winkler_similarity(whole_l, handle_r) >= 0.93"),
        ("both names within", "contains(handle_r, last_name_l) and contains(handle_r, first_name_l)"),
        ("family name within", "length(last_name_l) > 3 and contains(handle_r, last_name_l)"),
        ("given name within", "length(first_name_l) > 2 and contains(handle_r, first_name_l)"),
    )
    return compare.CustomComparison(
        output_column_name="handle",
        comparison_levels=[
            levels.CustomLevel("handle_r is null or last_name_l is null", "missing").configure(is_null_level=True),
            *(levels.ExactMatchLevel(column, term_frequency_adjustments=True) for column in common),
            *(levels.CustomLevel(sql, name) for name, sql in ways),
            levels.ElseLevel(),
        ],
    )


def _settings(rules: list[str]) -> SettingsCreator:
    names = {"term_frequency_adjustments": True}
    return SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            compare.NameComparison("first_name").configure(**names),
            compare.NameComparison("last_name").configure(**names),
            _handle(),
            compare.EmailComparison("email"),
            compare.ExactMatch("mailbox"),
            compare.ExactMatch("city").configure(**names),
            compare.ExactMatch("state"),
            compare.ExactMatch("birth_year"),
        ],
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def _affordable(con: duckdb.DuckDBPyConnection, budget: int) -> tuple[list[str], int]:
    """Return the first rules that together give at most ``budget`` pairs, and how many they give."""
    kept: list[str] = []
    total = 0
    for rule in RULES:
        sides = [part.strip().split(" = ") for part in rule.split(" and ")]
        left, right = (", ".join(side[i].split(".")[1] for side in sides) for i in (0, 1))
        given = ", ".join(f"k{i}" for i in range(len(sides)))
        answer = con.execute(
            f"select coalesce(sum(a.n * b.n), 0) from (select {left}, count(*) from lefts group by all) a({given}, n) "
            f"join (select {right}, count(*) from rights group by all) b({given}, n) using ({given})"
        ).fetchone()
        pairs = int(answer[0]) if answer else 0
        if total + pairs <= budget * 1.1:
            kept.append(rule)
            total += pairs
    return kept, total


def run(folder: Path, out: Path, budget: int, threads: int) -> dict[str, Any]:
    """Link, write each persona's best candidate to ``out``, and return the figures."""
    rules, pairs = _planned(folder, budget)
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    con = _loaded(folder, threads)
    api = DuckDBAPI(connection=con)
    linker = Linker(
        [api.register("lefts", table_name="a_lefts"), api.register("rights", table_name="b_rights")],
        _settings(rules),
        log_level=logging.ERROR,
    )
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("email"), "l.whole = r.handle and l.city = r.city"], recall=0.15
    )
    training.estimate_u_using_random_sampling(max_pairs=1_000_000)
    training.estimate_parameters_using_expectation_maximisation("l.whole = r.handle")
    training.estimate_parameters_using_expectation_maximisation(
        "l.first_name = r.first_name and l.last_name = r.last_name"
    )
    found = linker.inference.predict(threshold_match_probability=0.0001)
    con.execute(
        f"copy (select unique_id_l as left_id, unique_id_r as right_id, match_probability as probability, "
        f"match_weight as weight from {found.physical_name} "
        f"qualify row_number() over (partition by unique_id_r order by match_weight desc, unique_id_l) = 1) "
        f"to '{out}' (format parquet)"
    )
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "wall_s": round(time.perf_counter() - started, 2),
        "cpu_s": round(used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime, 2),
        "pairs": pairs,
        "rules": len(rules),
    }


def _loaded(folder: Path, threads: int) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute(f"set threads = {threads}")
    con.execute("create table lefts as " + _LEFT.format(folder / "constituents.parquet"))
    con.execute("create table rights as " + _RIGHT.format(folder / "personas.parquet"))
    con.execute("update rights set state = null where length(state) <> 2")
    return con


def _planned(folder: Path, budget: int) -> tuple[list[str], int]:
    with _loaded(folder, 2) as con:
        return _affordable(con, budget)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("budget", type=int)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    figures = run(given.folder, given.out, given.budget, given.threads)
    figures["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
