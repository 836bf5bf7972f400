"""Where restored files lie: below the data directory, by test and attempt, open to nadi alone."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from nadi.maintenance.models import RestoreTest


def root() -> Path:
    return Path(settings.NADI_DATA) / "restores"


def of(test: RestoreTest) -> Path:
    return root() / str(test.pk) / str(test.attempt)


def existing() -> Iterator[tuple[int, Path]]:
    """The folders that are there, with the number of their test."""
    if not root().is_dir():
        return
    for folder in root().iterdir():
        if folder.name.isdigit() and folder.is_dir():
            yield int(folder.name), folder
