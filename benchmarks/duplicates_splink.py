"""Find duplicates with Splink on DuckDB by its own published tutorials; run by duplicates.py in the peer's own Python.

    PEER_PYTHON duplicates_splink.py SET OUT FILE [FILE]

SET is febrl3, febrl4 or fake_1000. Needs ``pip install splink==5.0.0 duckdb==2.0.0`` and nothing of this project. The
settings are those of the tutorials "Deduplicating the febrl3 dataset", "Linking the febrl4 datasets" (its detailed
model) and "Evaluation when you have fully labelled data" (fake_1000) in Splink's documentation. Writes id_a, id_b and
match_weight of every pair that Splink predicts.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path
from typing import Any

import duckdb
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

_SWAPPED = "l.given_name = r.surname and l.surname = r.given_name"
_LEAST = -20.0


def _born(column: str, *, compact: bool) -> Any:
    wanted = {"datetime_format": "%Y%m%d"} if compact else {}
    return compare.DateOfBirthComparison(column, input_is_string=True, invalid_dates_as_null=True, **wanted)


def _frequent(comparison: Any) -> Any:
    return comparison.configure(term_frequency_adjustments=True)


def _settings(name: str) -> dict[str, Any]:
    """Return link type, blocking rules, comparisons, rules of sure matches with their recall, and EM sessions."""
    if name == "febrl3":
        return {
            "type": "dedupe_only",
            "id": "rec_id",
            "block": [block_on(c) for c in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")],
            "compare": [
                compare.NameComparison("given_name"),
                compare.NameComparison("surname"),
                _born("date_of_birth", compact=True),
                compare.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
                _frequent(compare.ExactMatch("street_number")),
                _frequent(compare.ExactMatch("postcode")),
            ],
            "sure": [
                block_on("soc_sec_id"),
                block_on("given_name", "surname", "date_of_birth"),
                f"{_SWAPPED} and l.date_of_birth = r.date_of_birth",
            ],
            "recall": 0.9,
            "sessions": [block_on("date_of_birth"), block_on("postcode")],
            "plain": False,
        }
    if name == "febrl4":
        return {
            "type": "link_only",
            "id": "rec_id",
            "block": [
                block_on("given_name", "surname"),
                _SWAPPED,
                block_on("date_of_birth"),
                block_on("soc_sec_id"),
                block_on("state", "address_1"),
                block_on("street_number", "address_1"),
                block_on("postcode"),
            ],
            "compare": [
                _frequent(compare.NameComparison("given_name")),
                _frequent(compare.NameComparison("surname")),
                _born("date_of_birth", compact=True),
                compare.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
                _frequent(compare.ExactMatch("street_number")),
                _frequent(compare.DamerauLevenshteinAtThresholds("postcode", [1, 2])),
            ],
            "sure": [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
            "recall": 0.8,
            "sessions": [block_on("date_of_birth"), block_on("postcode")],
            "plain": True,
        }
    near = "levenshtein(r.dob, l.dob) <= 1"
    return {
        "type": "dedupe_only",
        "id": "unique_id",
        "block": [block_on(c) for c in ("first_name", "surname", "dob", "email")],
        "compare": [
            compare.ForenameSurnameComparison("first_name", "surname"),
            _born("dob", compact=False),
            _frequent(compare.ExactMatch("city")),
            compare.EmailComparison("email"),
        ],
        "sure": [
            f"l.first_name = r.first_name and {near}",
            f"l.surname = r.surname and {near}",
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            "l.email = r.email",
        ],
        "recall": 0.7,
        "sessions": [block_on("dob"), block_on("email"), block_on("first_name", "surname")],
        "plain": True,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=("febrl3", "febrl4", "fake_1000"))
    parser.add_argument("out", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    given = parser.parse_args()
    logging.getLogger("splink").setLevel(logging.ERROR)
    wanted = _settings(given.name)
    settings = SettingsCreator(
        link_type=wanted["type"],
        unique_id_column_name=wanted["id"],
        blocking_rules_to_generate_predictions=wanted["block"],
        comparisons=wanted["compare"],
    )
    base = duckdb.connect()
    api = DuckDBAPI(connection=base)
    tables = [base.sql(f"select * from read_csv('{f}', all_varchar=true)") for f in given.files]
    linker = Linker([api.register(t) for t in tables] if len(tables) > 1 else api.register(tables[0]), settings)
    training = linker.training
    training.estimate_probability_two_random_records_match(wanted["sure"], recall=wanted["recall"])
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=2)
    for session in wanted["sessions"]:
        training.estimate_parameters_using_expectation_maximisation(
            session, estimate_without_term_frequencies=wanted["plain"]
        )
    found = linker.inference.predict(threshold_match_weight=_LEAST)
    key = wanted["id"]
    query = f"select {key}_l as id_a, {key}_r as id_b, match_weight from {{this}} order by 3 desc, 1, 2"
    found.query_sql(query).as_duckdbpyrelation().write_csv(str(given.out))


if __name__ == "__main__":
    main()
