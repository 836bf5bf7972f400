"""One restore test from beginning to end, over plain values: no rows, no clock on the wall.

The order matters: open, choose, bring back, compare, read back. What could not be begun is *not
performed*; what was begun and did not end well has *failed*.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nadi.maintenance.backups.contract import (
    BackupTool,
    CannotBegin,
    CannotRestore,
    Errand,
    Repository,
    Snapshot,
)
from nadi.maintenance.rules import proof
from nadi.maintenance.rules.proof import Compared, Listed, Outcome, ReadBack, Verdict

Say = Callable[[str, int], None]
"""Told what is happening, with how far the whole test is in percent."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What one test is about. `part` is chosen once the number of parts is known."""

    repository: Repository
    snapshot: str
    files: Sequence[Listed]
    seed: int
    part_of: Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Report:
    verdict: Verdict
    files: tuple[Compared, ...] = ()
    read_part: int | None = None
    read_parts: int | None = None
    read_good: bool | None = None
    restored_bytes: int = 0
    seconds: float = 0.0


def run(tool: BackupTool, plan: Plan, errand: Errand, say: Say) -> Report:
    """The whole test. Only what `errand.tick` raises comes out of here as an exception."""
    try:
        return _run(tool, plan, errand, say)
    except CannotBegin as reason:
        return Report(Verdict(Outcome.NOT_PERFORMED, str(reason)))
    except CannotRestore as reason:
        return Report(Verdict(Outcome.FAILED, str(reason)))


def _run(tool: BackupTool, plan: Plan, errand: Errand, say: Say) -> Report:
    if missing := tool.missing():
        raise CannotBegin(missing)
    if not plan.files:
        raise CannotBegin("no manifest has come with a backup of this system yet")
    say("opening", 5)
    _find(tool.snapshots(plan.repository, errand), plan.snapshot)
    chosen = proof.sample(plan.files, plan.seed)
    say("restoring", 20)
    begun = time.monotonic()
    restored = tool.restore(plan.repository, plan.snapshot, chosen, errand)
    seconds = time.monotonic() - begun
    say("comparing", 60)
    compared = tuple(proof.compare(f, r) for f, r in zip(chosen, restored, strict=True))
    report = Report(
        Verdict(Outcome.PASSED),
        compared,
        restored_bytes=sum(r.size or 0 for r in restored),
        seconds=seconds,
    )
    if any(file.match is not proof.Match.SAME for file in compared):
        return replace(report, verdict=proof.verdict(compared, None))
    say("reading back", 70)
    return _read_back(tool, plan, errand, report)


def _read_back(tool: BackupTool, plan: Plan, errand: Errand, report: Report) -> Report:
    parts = proof.parts_of(tool.size(plan.repository, errand))
    part = plan.part_of(parts)
    try:
        read = tool.read_back(plan.repository, plan.snapshot, (part, parts), plan.files, errand)
    except (CannotBegin, CannotRestore) as problem:
        read = ReadBack(good=None, error=str(problem))
    return replace(
        report,
        verdict=proof.verdict(report.files, read),
        read_part=part,
        read_parts=parts,
        read_good=read.good,
    )


def _find(snapshots: Sequence[Snapshot], wanted: str) -> Snapshot:
    for snapshot in snapshots:
        if snapshot.id == wanted or (len(wanted) >= 8 and snapshot.id.startswith(wanted)):
            return snapshot
    raise CannotRestore(f"the snapshot {wanted} of the manifest is no longer in the repository")
