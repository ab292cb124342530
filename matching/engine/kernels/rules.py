"""The rules of blocking by number. Stored keys have the number mixed in: append, never reorder."""

from __future__ import annotations

RULES = (
    "account",
    "email",
    "phone",
    "url",
    "national_id",
    "mailbox",
    "name",
    "initial",
    "sound",
    "given_sound",
    "family",
    "surname_sound",
    "given",
    "tail",
    "letters",
    "prefix",
    "office",
    "birth",
    "postcode_name",
    "street",
    "name_town",
    "name_year",
    "year_town",
)
NUMBERS = {rule: number for number, rule in enumerate(RULES)}
