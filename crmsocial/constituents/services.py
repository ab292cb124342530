"""The writes of this app. Loading by sets is in ``loading``; callers import it from here."""

from __future__ import annotations

from django.core.validators import slug_re
from django.db import transaction
from django.utils.translation import gettext as _

from crmsocial.core import audit
from crmsocial.core.errors import InvalidInput
from crmsocial.core.models import User

from .loading import Loaded, load_interactions, load_records
from .models import Source, SourceKind

__all__ = ["Loaded", "ensure_source", "load_interactions", "load_records"]


@transaction.atomic
def ensure_source(*, name: str, kind: str | None = None, label: str = "", actor: User | None = None) -> Source:
    """The source called ``name``, made when there is none yet (of ``kind``, a CRM if not said).

    Raises InvalidInput for a name that is no short word, an unknown kind, or a kind other than the source already has.
    """
    if not name or not slug_re.fullmatch(name) or len(name) > 60:
        raise InvalidInput(
            _("“%(name)s” cannot be a source's name. Use up to 60 letters, digits, - and _, such as donor-database.")
            % {"name": name}
        )
    if kind is not None and kind not in SourceKind.values:
        raise InvalidInput(
            _("“%(kind)s” is no kind of source. Kinds: %(kinds)s.")
            % {"kind": kind, "kinds": ", ".join(SourceKind.values)}
        )
    source, made = Source.objects.get_or_create(
        name=name, defaults={"kind": kind or SourceKind.CRM, "label": label or name}
    )
    if made:
        audit.record(
            verb="source.created", object_type="source", object_id=source.pk, actor=actor, details={"kind": source.kind}
        )
    elif kind is not None and source.kind != kind:
        raise InvalidInput(
            _("The source %(name)s is already known as “%(known)s”, not “%(kind)s”.")
            % {"name": name, "known": source.get_kind_display(), "kind": SourceKind(kind).label}
        )
    return source
