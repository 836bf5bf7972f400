"""Snapshots, a sample and the reading back of a restic repository.

The password and the place travel in the environment, never in the argument vector, which every user
of the machine can read. Nothing takes a lock: a test must not stand in the way of a backup, nor
leave a lock behind when it is killed.
"""

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from nadi.maintenance.backups import scratch
from nadi.maintenance.backups.contract import (
    CannotBegin,
    CannotRestore,
    Errand,
    Repository,
    Snapshot,
    place,
)
from nadi.maintenance.backups.process import Finished, run
from nadi.maintenance.backups.restic import output
from nadi.maintenance.rules.proof import Listed, ReadBack, Restored

# Neither a user nor a host may begin with a dash: ssh would take it for an option and run it.
SFTP = r"sftp:([A-Za-z0-9][\w.+-]*@)?[A-Za-z0-9][\w.-]*:[^\s@]+"
REMOTE = re.compile(rf"rest:https?://\S+|{SFTP}")
READ_TRIES = 2


class ResticTool:
    name = "restic"
    title = "restic"
    needs_secret = True

    def missing(self) -> str:
        return "" if shutil.which("restic") else "restic is not installed on this machine"

    def wrong_location(self, location: str) -> str:
        if REMOTE.fullmatch(location) or (
            location.startswith("/") and ".." not in Path(location).parts
        ):
            return ""
        return "Give an absolute folder, rest:https://… or sftp:…"

    def snapshots(self, repository: Repository, errand: Errand) -> list[Snapshot]:
        done = self._run(["snapshots", "--json"], repository, errand)
        if done.code != 0:
            raise CannotRestore(f"restic cannot open the repository: {done.complaint}")
        return output.snapshots(done.out)

    def size(self, repository: Repository, errand: Errand) -> int | None:
        done = self._run(["stats", "--json", "--mode", "raw-data"], repository, errand)
        return output.total_size(done.out) if done.code == 0 else None

    def restore(
        self, repository: Repository, snapshot: str, files: Sequence[Listed], errand: Errand
    ) -> list[Restored]:
        if not output.SNAPSHOT_ID.fullmatch(snapshot):
            raise CannotRestore(f"{snapshot[:80]!r} is not the name of a snapshot")
        tree = scratch.make(errand.folder / "tree")
        wanted = [argument for file in files for argument in _include(file.path)]
        done = self._run(
            ["restore", "--target", str(tree), *wanted, "--", snapshot], repository, errand
        )
        errors = output.file_errors(done.err)
        if done.code != 0 and not errors:
            raise CannotRestore(f"restic could not restore: {done.complaint}")
        restored = [
            _collect(file.path, tree, errand, number, errors) for number, file in enumerate(files)
        ]
        scratch.remove(tree)
        return restored

    def read_back(
        self,
        repository: Repository,
        snapshot: str,
        part: tuple[int, int],
        files: Sequence[Listed],
        errand: Errand,
    ) -> ReadBack:
        """Tried twice before it is called damage: a clean-up at the same moment looks like it."""
        done = Finished(1, "", "")
        for _ in range(READ_TRIES):
            done = self._run(
                ["check", f"--read-data-subset={part[0]}/{part[1]}"], repository, errand
            )
            if done.code == 0:
                return ReadBack(good=True)
        said = f"{done.out}\n{done.err}"
        pack = output.damaged_pack(done.err) or output.damaged_pack(done.out)
        lines = [line for line in said.splitlines() if pack and pack.rpartition("/")[2] in line]
        return ReadBack(
            good=False, failed_path=pack, error=(lines[0] if lines else done.complaint)[:400]
        )

    def _run(self, arguments: Sequence[str], repository: Repository, errand: Errand) -> Finished:
        program = shutil.which("restic")
        if program is None:
            raise CannotBegin(self.missing())
        environment = {
            "RESTIC_REPOSITORY": repository.location,
            "RESTIC_PASSWORD": repository.secret,
        }
        if agent := os.environ.get("SSH_AUTH_SOCK"):
            environment["SSH_AUTH_SOCK"] = agent
        return run([program, "--no-lock", "--no-cache", *arguments], environment, errand)


def _include(path: str) -> list[str]:
    try:
        scratch.steps(path)
    except ValueError:
        return []
    return ["--include", output.pattern(path)]


def _collect(
    path: str, tree: Path, errand: Errand, number: int, errors: dict[str, str]
) -> Restored:
    target = errand.folder / place(number)
    try:
        scratch.take(tree, path, target)
        size, seen = scratch.digest(target, errand.tick)
    except (OSError, ValueError) as problem:
        own = "" if isinstance(problem, FileNotFoundError) else str(problem)
        said = output.error_of(errors, path) or own
        return Restored(path, None, None, said)
    return Restored(path, size, seen, errors.get(path, ""))
