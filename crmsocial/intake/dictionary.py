"""The data dictionary, first form.

What a file of each kind may hold, under which column names, and how cells are checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crmsocial.constituents.models import InteractionKind
from crmsocial.personas.models import Platform
from crmsocial.personas.platforms import SYNONYMS as PLATFORM_SYNONYMS
from privacy.models import ConsentState, Purpose
from privacy.reaching.contact import CHANNELS

from . import checks

#: the field that says what the source calls the row
ID = "external_id"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a file.

    Its name, the normalised column names it goes by besides its own, the check of a cell, and whether a row
    without it (empty or bad) is left out.
    """

    name: str
    synonyms: tuple[str, ...] = ()
    check: checks.Check | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of file. ``needs`` lists alternatives: of each, at least one field must be among the columns.

    ``whole``: a row with a bad cell is left out. A consent without its purpose or end would permit more than was said.
    """

    name: str
    label: str | Promise
    fields: tuple[Field, ...]
    needs: tuple[frozenset[str], ...]
    first_column_is_id: bool = False
    whole: bool = False

    def by_name(self) -> dict[str, Field]:
        """Fields by their name."""
        return {field.name: field for field in self.fields}

    def by_column(self) -> dict[str, Field]:
        """Fields by every normalised column name; the first to claim a name has it."""
        names: dict[str, Field] = {}
        for field in self.fields:
            for name in (field.name, *field.synonyms):
                names.setdefault(name, field)
        return names


_PLATFORM = checks.one_of(
    frozenset(Platform.values), {name: str(platform) for name, platform in PLATFORM_SYNONYMS.items()}
)
#: how a platform says that an account stands, in the words of X's and Bluesky's interfaces
_STATUSES = frozenset({
    "active", "deleted", "takendown", "tombstoned", "deactivated", "suspended", "protected", "withheld", "geo_removed",
})  # fmt: skip
#: what forms and spreadsheets say for the states of a consent
_CONSENT_WORDS: dict[str, str] = {
    "given": ConsentState.GIVEN,
    "yes": ConsentState.GIVEN,
    "renewed": ConsentState.RENEWED,
    "refused": ConsentState.REFUSED,
    "no": ConsentState.REFUSED,
    "withdrawn": ConsentState.WITHDRAWN,
    "revoked": ConsentState.REVOKED,
}


def normalised(column: str) -> str:
    """A column name without case, punctuation and spacing: ``E-Mail Address`` → ``e_mail_address``."""
    return re.sub(r"[\W_]+", "_", column.casefold()).strip("_")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _texts(pairs: Iterable[tuple[str, str]]) -> tuple[Field, ...]:
    return tuple(Field(name, _words(synonyms)) for name, synonyms in pairs)


CONSTITUENTS = Entity(
    name="constituents",
    label=_("Constituents"),
    first_column_is_id=True,
    needs=(frozenset({"full_name", "given_name", "family_name", "native_name", "organisation", "email", "phone"}),),
    fields=(
        Field(ID, _words("constituent_id id record_id unique_id rec_id contact_id donor_id customer_id member_id"
              " cnbio_id lgl_constituent_id"),
              checks.at_most(200), required=True),
        *_texts([
            ("full_name", "name display_name contact_name cnbio_name"),
            ("honorific", "salutation title prefix name_prefix"),
            ("given_name", "first_name firstname forename cnbio_first_name"),
            ("middle_name", "additional_name middle"),
            ("family_name", "surname last_name lastname cnbio_last_name"),
            ("suffix", "name_suffix"),
            ("nickname", "preferred_name short_name"),
            ("other_names", "former_names aliases maiden_name"),
            ("native_name", "name_native"),
            ("gender", "sex cnbio_gender"),
            ("website", "url web homepage website_1_value"),
            ("street_number", ""),
            ("address", "address_1 address1 street mailing_street pref_street"),
            ("address_2", "address2"),
            ("city", "suburb town locality mailing_city pref_city"),
            ("postcode", "postal_code zip zip_code postcode_zip mailing_zip_postal_code pref_zip_postal_code"),
            ("state", "region province county mailing_state_province pref_state_province"),
            ("country", "country_code mailing_country pref_country"),
            ("national_id", "soc_sec_id ssn"),
            ("organisation", "organization company employer account_name organization_name organisation_name"),
            ("role", "job_title position occupation"),
            ("language", "lang locale"),
        ]),
        Field("birth_date", _words("dob date_of_birth birthday birthdate"), checks.day),
        Field("death_date", _words("date_of_death deceased_on"), checks.day),
        Field("email", _words("email_address e_mail e_mail_address mail preferred_email e_mail_1_value"), checks.email),
        Field("phone", _words("phone_number telephone mobile pref_phone phone_1_value"), checks.phone),
        Field("observed_at", _words("as_of last_modified last_updated updated_at"), checks.moment),
    ),
)  # fmt: skip

PERSONAS = Entity(
    name="personas",
    label=_("Personas"),
    needs=(frozenset({"platform"}), frozenset({"username", "platform_user_id"})),
    fields=(
        Field(ID, _words("persona_id id record_id"), checks.at_most(200)),
        Field("platform", _words("network service site"),
              _PLATFORM, required=True),
        Field("username", _words("handle screen_name user_name account_name"), checks.at_most(200)),
        Field("platform_user_id", _words("account_id user_id did channel_id"), checks.at_most(200)),
        Field("display_name", _words("name full_name profile_name"), checks.at_most(300)),
        Field("bio", _words("description about summary headline")),
        Field("location", _words("place"), checks.at_most(300)),
        Field("profile_link", _words("website url link"), checks.at_most(500)),
        Field("language", _words("lang"), checks.at_most(12)),
        *(Field(name, (), checks.yes_or_no) for name in
          ("verified", "discoverable", "indexable", "noindex", "bot", "active", "protected", "suspended", "memorial",
           "limited")),
        Field("account_status", _words("repo_status"), checks.one_of(_STATUSES)),
        *_texts([("account_created", "created created_at"), ("followers", "followers_count"), ("snapshot", "")]),
        Field("consented_at", _words("consent_date consent_time optin_time opt_in_time"), checks.moment),
        Field("observed_at", _words("as_of fetched_at"), checks.moment),
    ),
)  # fmt: skip

INTERACTIONS = Entity(
    name="interactions",
    label=_("Interactions"),
    needs=(frozenset({ID}), frozenset({"interaction_id"}), frozenset({"kind"}), frozenset({"at"})),
    fields=(
        Field(
            ID, _words("constituent_id contact_id donor_id customer_id member_id"), checks.at_most(200), required=True
        ),
        Field(
            "interaction_id", _words("id gift_id ticket_id order_id transaction_id"), checks.at_most(200), required=True
        ),
        Field("kind", _words("type"), checks.one_of(frozenset(InteractionKind.values)), required=True),
        Field("at", _words("date time when happened_at"), checks.moment, required=True),
        Field("amount", _words("value total"), checks.amount),
        Field("currency", (), checks.currency),
        Field("summary", _words("description note subject"), checks.at_most(300)),
    ),
)

CONSENTS = Entity(
    name="consents",
    label=_("Consents"),
    whole=True,
    needs=(frozenset({ID, "account"}), frozenset({"state"}), frozenset({"event_time"})),
    fields=(
        Field(ID, _words("constituent_id contact_id donor_id customer_id member_id"), checks.at_most(200)),
        Field("account", _words("username handle platform_user_id account_id"), checks.at_most(200)),
        Field("platform", _words("network"),
              _PLATFORM),
        Field("purpose", (), checks.one_of(frozenset(Purpose.values))),
        Field("channel", _words("channels contact_channel"), checks.several_of(frozenset(CHANNELS))),
        Field("state", _words("consent status"),
              checks.one_of(frozenset(ConsentState.values), _CONSENT_WORDS),
              required=True),
        Field("event_time", _words("at date time consented_at"), checks.moment, required=True),
        Field("method", (), checks.at_most(30)),
        Field("expires_at", _words("expires expiry"), checks.moment),
        Field("proof", _words("form form_number"), checks.at_most(120)),
    ),
)  # fmt: skip

ENTITIES: dict[str, Entity] = {entity.name: entity for entity in (CONSTITUENTS, PERSONAS, INTERACTIONS, CONSENTS)}
