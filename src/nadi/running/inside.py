"""Commands that need Django: run by it as management commands, on data that is open meanwhile."""

import argparse
import contextlib
import os
import subprocess
from collections.abc import Sequence

from nadi.running.folder import data_folder
from nadi.running.postgres import running
from nadi.running.surroundings import (
    MIGRATE,
    django_command,
    external_database,
    owner_database,
    surroundings,
)


def manage(verb: str, words: Sequence[str], *, on_tables: bool = False) -> int:
    """Run `django-admin VERB WORDS`; the database is started for it where it does not run, and with
    `on_tables` its tables are made or brought up to date first."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--data")
    known, rest = parser.parse_known_args(words)
    if os.environ.get("NADI_DATABASE_URL") and os.environ.get("NADI_SECRET_KEY_FILE"):
        # A part of a running nadi: nothing to prepare, and no process to keep in between.
        command = django_command(verb, *rest)
        os.execv(command[0], command)  # noqa: S606
    folder = data_folder(known.data)
    folder.make()
    with contextlib.nullcontext() if external_database() else running(folder.cluster):
        around = surroundings(folder)
        if on_tables:
            owner = {**around, "NADI_DATABASE_URL": owner_database(folder)}
            subprocess.run(django_command(*MIGRATE), env=owner, check=True)
        return subprocess.call(django_command(verb, *rest), env=around)
