"""Which given, middle and family name each record has, where that is plain; the rest is for the reader of names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ..knowledge import words
from ..names import LONGEST
from ..normalise import PICTURES
from .codes import encode
from .frame import RecordFrame

_WORD = r"^[A-Za-z]*[a-z][A-Za-z]*$"
_INITIAL = r"^[A-Z]\.?$"
# Words of pictures alone at either end, which no name is read from.
_PICTURE_WORDS = rf"^(?:[{PICTURES}]+ +)+|(?: +[{PICTURES}]+)+$"
_MOST_WORDS = 3
_OTHERS = ("nickname", "other_names", "native_name")


@dataclass(slots=True)
class SplitNames:
    """One row a record. ``before`` is the middle word that may be half of a double family name.

    Where ``plain`` is false, the four columns say nothing and the record's own fields must be read.
    """

    given: pl.Series
    middle: pl.Series
    before: pl.Series
    family: pl.Series
    plain: NDArray[np.bool_]


def name_fields(frame: RecordFrame) -> pl.DataFrame:
    """Return the columns that ``read_names`` reads: display names only where no name field is filled."""
    fields = ("given_name", "middle_name", "family_name", "full_name", "display_name", *_OTHERS)
    have = frame.table.columns
    table = frame.table.with_columns(pl.lit(None, pl.String).alias(f) for f in fields if f not in have).select(fields)
    shown = pl.when(pl.all_horizontal(pl.col("given_name", "family_name").is_null())).then("display_name")
    table = table.with_columns(full_name=pl.coalesce("full_name", shown)).drop("display_name")
    longest = table.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item()
    return table.with_columns(pl.all().str.slice(0, LONGEST)) if (longest or 0) > LONGEST else table


def is_word(column: pl.Expr) -> pl.Expr:
    """Whether text is one word of a name, in ASCII letters, that is no title, suffix or particle nor in capitals."""
    special = sorted(words("suffixes") | words("honorifics") | words("particles"))
    return column.str.contains(_WORD) & (column.str.len_bytes() > 1) & ~column.str.to_lowercase().is_in(special)


def _by_word(values: pl.Series) -> pl.DataFrame:
    """Return the columns of SplitNames for whole names; those that are not plain get nulls and a false ``plain``."""
    bare = values.str.replace_all(_PICTURE_WORDS, "")
    parts = bare.str.split_exact(" ", _MOST_WORDS).struct.unnest()
    first, second, third, fourth = parts.get_columns()
    found, distinct = encode(pl.concat([c.alias("word") for c in (first, second, third)]))
    kinds = distinct.to_frame("word").select(
        word=is_word(pl.col("word")), initial=pl.col("word").str.contains(_INITIAL)
    )
    # The last element stands for null.
    word = np.append(kinds["word"].to_numpy(), True)[found].reshape(3, -1)
    initial = np.append(kinds["initial"].to_numpy(), False)[found].reshape(3, -1)
    plain = fourth.is_null().to_numpy() & (word | initial).all(axis=0)
    three, two = third.is_not_null(), second.is_not_null()
    table = parts.with_columns(three=three, two=two, plain=pl.Series(plain), word=pl.Series(word[1]))
    a, b, c = (pl.col(n) for n in parts.columns[:3])
    return table.select(
        "plain",
        given=pl.when("plain", "two").then(a),
        middle=pl.when("plain", "three").then(b),
        before=pl.when(pl.col("plain") & pl.col("three") & pl.col("word") & (b.str.len_bytes() > 2)).then(b),
        family=pl.when("plain").then(pl.coalesce(c, b, a)),
    )


def split_names(frame: RecordFrame) -> SplitNames:
    """Return the plain names of all records, split."""
    table = name_fields(frame)
    whole = table["full_name"]
    codes, distinct = encode(whole)
    split = _by_word(distinct)
    alone = pl.all_horizontal(pl.col(*_OTHERS).is_null())
    fields = alone & pl.col("full_name").is_null()
    text = alone & pl.all_horizontal(pl.col("given_name", "middle_name", "family_name").is_null())
    from_fields, from_text = (c.to_numpy() for c in table.select(f=fields, t=text & ~fields).get_columns())
    # Null stands behind the last distinct name.
    rows = np.where(from_text, codes, len(distinct))
    taken = pl.concat([split, pl.DataFrame({"plain": [False]})], how="diagonal")[rows]
    by_fields = pl.Series(from_fields)
    chosen = pl.DataFrame([table["given_name"], table["middle_name"], table["family_name"], by_fields.alias("by")])
    both = pl.concat([taken, chosen], how="horizontal").select(
        given=pl.when("by").then("given_name").otherwise("given"),
        middle=pl.when("by").then("middle_name").otherwise("middle"),
        before=pl.when(~pl.col("by")).then("before"),
        family=pl.when("by").then("family_name").otherwise("family"),
    )
    plain = from_fields | (from_text & taken["plain"].to_numpy())
    return SplitNames(both["given"], both["middle"], both["before"], both["family"], plain)
