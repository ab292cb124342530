"""Evidence in short human sentences, as gettext message ids with their parameters."""

from __future__ import annotations

from collections.abc import Iterable

from .evidence import Evidence
from .knowledge import nickname_forms
from .normalise import tokens
from .sentences import SENTENCES, UNKNOWN

Sentence = tuple[str, str, dict[str, str]]


def _nickname(evidence: Evidence) -> tuple[str, str] | None:
    """Return (short or other form on the right, name on the left) where one is a form of the other."""
    shown = tokens(evidence.right_value)
    for name in tokens(evidence.left_value):
        forms = nickname_forms(name)
        for other in shown:
            if other in forms:
                return other, name
        whole = "".join(shown)
        for form in sorted(forms, key=lambda f: (-len(f), f)):
            if evidence.kind == "handle" and form in whole:
                return form, name
    return None


def _sentence(evidence: Evidence) -> Sentence:
    params = {"left": evidence.left_value, "right": evidence.right_value, "bits": f"{evidence.bits:+.1f}"}
    words = evidence.level.split("/")
    table = SENTENCES.get(evidence.kind, {})
    if any(w == "nickname" or w.endswith("_nick") for w in words) and (found := _nickname(evidence)):
        return (
            evidence.kind,
            "%(form)s is a form of %(name)s",
            {**params, "form": found[0].capitalize(), "name": found[1].capitalize()},
        )
    for word in words:
        if word in table:
            return evidence.kind, table[word], params
    return evidence.kind, table.get("*", UNKNOWN), params


def sentence_of(kind: str, level: str) -> str:
    """Return the msgid of a level by itself, without values; for what might be rather than what is."""
    table = SENTENCES.get(kind, {})
    return table.get(level, table.get("*", UNKNOWN))


def explain(evidence: Iterable[Evidence]) -> list[Sentence]:
    """Return (kind, English msgid with ``%(name)s`` places, parameters) for each piece of evidence, in order.

    Parameters: ``left`` and ``right`` (the values), ``bits`` (signed, one decimal), and ``form`` and ``name`` for
    nicknames. Translate with ``gettext(msgid) % params``; ``matching.engine.sentences.ALL`` lists every msgid.
    """
    return [_sentence(e) for e in evidence]
