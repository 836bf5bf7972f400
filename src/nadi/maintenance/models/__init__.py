"""Rows of the heart: what must come back, what the nights said, what is due, the monthly lists."""

from nadi.maintenance.models.backups import (
    AS_NIGHT,
    BackupOutcome,
    BackupResult,
    Manifest,
    ProtectedSystem,
    ProtectedSystemQuerySet,
    RestoreLook,
    RestoreTest,
    RestoreTestQuerySet,
    trials,
)
from nadi.maintenance.models.checklists import Checklist, ChecklistQuerySet, OwnStep
from nadi.maintenance.models.updates import RestartNeed, Update, UpdateQuerySet, UpdateScan

__all__ = [
    "AS_NIGHT",
    "BackupOutcome",
    "BackupResult",
    "Checklist",
    "ChecklistQuerySet",
    "Manifest",
    "OwnStep",
    "ProtectedSystem",
    "ProtectedSystemQuerySet",
    "RestartNeed",
    "RestoreLook",
    "RestoreTest",
    "RestoreTestQuerySet",
    "Update",
    "UpdateQuerySet",
    "UpdateScan",
    "trials",
]
