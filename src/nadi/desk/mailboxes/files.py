"""Attached files, kept under the data directory by the hash of their content."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings


def _place(digest: str) -> Path:
    return Path(settings.NADI_DATA) / "attachments" / digest[:2] / digest


def keep(content: bytes) -> str:
    """Store the content, safely on disk before this returns; gives its digest."""
    digest = hashlib.sha256(content).hexdigest()
    place = _place(digest)
    if place.exists():
        return digest
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=place.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(place)
    return digest


def path_of(digest: str) -> Path | None:
    """Where the content with this digest lies; None where it is gone."""
    place = _place(digest)
    return place if len(digest) == 64 and digest.isalnum() and place.is_file() else None
