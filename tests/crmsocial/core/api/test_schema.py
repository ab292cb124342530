"""The API's description is generated without a warning, is valid OpenAPI, and gives every choice a name."""

from __future__ import annotations

import json
import re
from pathlib import Path

from django.core.management import call_command


def test_the_description_has_no_warning_and_no_numbered_name(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    call_command("spectacular", file=str(file), format="openapi-json", validate=True, fail_on_warn=True)
    names = set(json.loads(file.read_text())["components"]["schemas"])
    assert {"BatchStateEnum", "CandidateStateEnum", "JobStateEnum", "RunStateEnum"} <= names
    assert [name for name in names if re.search(r"[0-9a-f]{3}Enum$", name)] == []
