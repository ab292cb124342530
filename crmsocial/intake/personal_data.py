"""What the tables of imports hold."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from privacy.models import Category
from privacy.register.personal_data import declare

CONTACT = Category.CONTACT.value

declare(
    "intake.Batch",
    policy="none",
    personal={"file_name": CONTACT},
    plain=("entity", "basis", "file_hash", "stored_as", "state", "reading", "overrides", "mapping", "message"),
    why=_(
        "A file's name as it was uploaded, which says where rows came from; do not name files after people. The file"
        " itself is deleted when its batch ends, and after a day where nobody confirmed it or its loading failed."
    ),
)
declare(
    "intake.StagedRow",
    policy="rls",
    personal=dict.fromkeys(("external_id", "unique_key", "account_id", "handle_key", "values"), CONTACT),
    plain=("platform", "content_hash"),
)
declare("intake.BatchError", policy="none", personal={"value": CONTACT}, plain=("column", "reason"))
