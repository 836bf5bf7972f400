"""Who the database runs as, when nadi itself runs as root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

CANDIDATES = ("nadi", "postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged user of this machine."""

    name: str
    uid: int
    gid: int


def database_account(folder: Path) -> Account | None:
    """The user for the database in ``folder``; None where nadi is not root and runs it itself.

    A cluster that exists keeps its owner. A new one goes to the first of the candidates that this
    machine knows: none is ever created, and nobody's permissions are changed.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and (owner := folder.stat().st_uid) != 0:
        return _account(pwd.getpwuid(owner))
    for name in CANDIDATES:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise LookupError("This machine has none of the users " + ", ".join(CANDIDATES) + ".")


def can_enter(folder: Path, account: Account) -> bool:
    """Whether the account may walk to ``folder`` and into it."""
    inside = folder.resolve()
    return all(_may_pass(step, account) for step in (inside, *inside.parents))


def _may_pass(step: Path, account: Account) -> bool:
    found = step.stat()
    if found.st_uid == account.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
