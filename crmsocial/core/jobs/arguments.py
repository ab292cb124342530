"""What may stand in a queue: ids, numbers, switches and short codes. Whoever works on it reads the values themselves.

So a withdrawal or an erasure reaches work that waits: there is nothing of a person in it that could be used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: Ids, codes, digests and moments as ISO 8601: one word, without @.
_WORD = re.compile(r"[\w.:+/-]{0,120}", re.ASCII)


def check_arguments(kind: str, args: Mapping[str, Any]) -> None:
    """Raise ValueError, naming the argument, for anything that could be a value of a person."""
    for name, value in args.items():
        if not _is_plain(value):
            raise ValueError(
                f"Argument “{name}” of a job of kind {kind} may hold ids, numbers, switches and codes of one word. "
                "Pass the id of the row and read the value when the work is done."
            )


def _is_plain(value: Any) -> bool:
    if value is None or isinstance(value, bool | int | float):
        return True
    if isinstance(value, str):
        return _WORD.fullmatch(value) is not None
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return isinstance(value, Mapping) and all(map(_is_plain, (*value.keys(), *value.values())))
