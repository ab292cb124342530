"""Nothing is done with people's data that the shipped notice does not tell of; no purpose is opened unregistered."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from django.conf import settings

from privacy import notices
from privacy.lawfulness.purposes import MAY_OPEN
from privacy.models import Category, Purpose
from privacy.notices import shipped
from privacy.register import uses
from privacy.register.uses import Use
from privacy.rls import SYSTEM_PURPOSES

PACKAGES = ("crmsocial", "matching", "review", "privacy")


@dataclass(frozen=True)
class Opened:
    """A call that opens a purpose; ``name`` is None where a variable holds it."""

    module: str
    line: int
    name: str | None


def sources() -> Iterator[tuple[str, Path]]:
    base = Path(settings.BASE_DIR)
    for package in PACKAGES:
        for path in sorted((base / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__"), path


def opened_in(module: str, text: str) -> list[Opened]:
    """Calls of ``purpose(...)`` and ``gate.purpose(...)``, also where they decorate a function."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call) or not (node.args or node.keywords):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called == "purpose":
            found.append(Opened(module, node.lineno, _named(_first(node))))
    return found


def _first(node: ast.Call) -> ast.expr | None:
    return node.args[0] if node.args else next((one.value for one in node.keywords if one.arg == "name"), None)


def _named(value: ast.expr | None) -> str | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id == "Purpose":
        return str(Purpose[value.attr].value)
    return None


def opened() -> list[Opened]:
    return [one for module, path in sources() for one in opened_in(module, path.read_text(encoding="utf-8"))]


def stands_for(use: Use, one: Opened) -> bool:
    inside = one.module == use.where or one.module.startswith(f"{use.where}.")
    return inside and one.name in (None, use.purpose)


def test_the_shipped_notice_tells_of_every_use() -> None:
    untold = [(one.use.code, one.basis) for one in uses.undisclosed(shipped.DISCLOSURES)]
    assert untold == [], "Tell people of it in a new shipped notice, or do not do it."


@pytest.mark.django_db
def test_the_newest_shipped_notice_is_the_one_that_migrations_put_in_force() -> None:
    force = notices.in_force()
    assert force is not None and force.version == shipped.VERSION
    assert (force.body, force.disclosures) == (shipped.BODY, shipped.DISCLOSURES)


def test_every_purpose_that_code_opens_belongs_to_a_registered_use() -> None:
    strays = [
        one
        for one in opened()
        if one.name not in SYSTEM_PURPOSES and not any(stands_for(use, one) for use in uses.registered())
    ]
    assert strays == [], "Register the use in the app's uses.py (privacy.register.uses.register)."


def test_every_name_that_code_opens_is_a_purpose() -> None:
    assert [one for one in opened() if one.name is not None and one.name not in MAY_OPEN] == []


def test_every_use_stands_for_code_that_exists() -> None:
    modules = [module for module, _path in sources()]
    for use in uses.registered():
        assert any(module == use.where or module.startswith(f"{use.where}.") for module in modules), use


def test_the_walk_sees_what_it_must_see() -> None:
    assert {"matching.scoring", "review.views.desk", "crmsocial.lookup.viewing"} <= {one.module for one in opened()}
    text = "@gate.purpose(Purpose.EXPORT, reason='x')\ndef f():\n    with purpose(name), purpose('upkeep'): ..."
    assert {one.name for one in opened_in("m", text)} == {"export", None, "upkeep"}


EXPORT = Use("test.export", Category.PERSONA, Purpose.EXPORT, ("consent",), where="tests")


def test_a_use_that_is_not_told_is_named() -> None:
    research = replace(EXPORT, code="test.research", purpose=Purpose.PROSPECT_RESEARCH)
    sold = replace(EXPORT, code="test.sold", recipient="Acme Ltd")
    found = uses.undisclosed(shipped.DISCLOSURES, [EXPORT, research, sold])
    assert [one.use.code for one in found] == ["test.research", "test.sold"]
    told = [{**row, "recipients": ["Acme Ltd"]} for row in shipped.DISCLOSURES]
    assert not uses.undisclosed(told, [sold])
    denied = [{**row, "collected": False} for row in shipped.DISCLOSURES]
    assert uses.undisclosed(denied, [EXPORT])


def test_what_cannot_be_registered() -> None:
    for wrong in (
        replace(EXPORT, purpose="fun"),
        replace(EXPORT, category="shoes"),
        replace(EXPORT, bases=()),
        replace(EXPORT, bases=("whim",)),
    ):
        with pytest.raises(ValueError, match=r"test\.export"):
            uses.register(wrong)
    first = uses.registered()[0]
    uses.register(first)
    with pytest.raises(ValueError, match="registered twice"):
        uses.register(replace(first, recipient="Acme Ltd"))
