"""Which field of a record each column of a file holds."""

from __future__ import annotations

from collections.abc import Sequence

from ..records import COMPARED_FIELDS

# Other names of the same columns, compared in lower case with spaces and hyphens as underscores.
ALIASES = {
    "surname": "family_name",
    "last_name": "family_name",
    "lastname": "family_name",
    "first_name": "given_name",
    "firstname": "given_name",
    "forename": "given_name",
    "name": "full_name",
    "dob": "birth_date",
    "date_of_birth": "birth_date",
    "birthdate": "birth_date",
    "suburb": "city",
    "town": "city",
    "address_1": "address",
    "street": "address",
    "zip": "postcode",
    "zip_code": "postcode",
    "postal_code": "postcode",
    "soc_sec_id": "national_id",
    "handle": "username",
    "description": "bio",
    "url": "website",
    "sex": "gender",
    "date_of_death": "death_date",
    "organization": "organisation",
    "employer": "organisation",
    "constituent": "group",
    "telephone": "phone",
    "e_mail": "email",
    "email_address": "email",
    "mobile": "phone",
}


def column_names(header: Sequence[str]) -> list[str | None]:
    """Return the record field of each column: the first is the id, unknown ones are None, the first of doubles wins."""
    names: list[str | None] = ["id"]
    for raw in header[1:]:
        name = raw.strip().lower().replace(" ", "_").replace("-", "_")
        name = ALIASES.get(name, name)
        known = name in COMPARED_FIELDS or name == "group"
        names.append(name if known and name not in names else None)
    return names


def ignored(header: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that no field is taken from, as the file calls them; a nameless one by its number."""
    names = column_names(header)
    return tuple(
        raw.strip() or f"column {number}"
        for number, (raw, name) in enumerate(zip(header, names, strict=True), start=1)
        if name is None
    )
