"""Where match runs keep files: below ``MEDIA_ROOT``, readable by the server's own user alone and served to nobody."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="matching.storage.PrivateStorage")
class PrivateStorage(FileSystemStorage):
    """Files for workers. A shared disk, or another backend under the alias ``matching``, serves many machines."""

    def __init__(self) -> None:
        super().__init__(
            location=Path(settings.MEDIA_ROOT) / "matching",
            file_permissions_mode=0o600,
            directory_permissions_mode=0o700,
        )
