"""What becomes of each row, thought over plain values. See docs/algorithms/imports.md."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Plain = object
Verdict = Literal["new", "changes", "same", "doubled", "unreadable"]
VERDICTS: tuple[Verdict, ...] = ("new", "changes", "same", "doubled", "unreadable")


@dataclass(frozen=True, slots=True)
class Keys:
    """By what a thing is known. `holds`: it may be found under these. `asks`: it is looked for
    under these, the surest first, and by the first `sure` of them without doubt. Two things may
    share a name where each has an address of its own, so what is held and asked for differ."""

    holds: tuple[Hashable, ...]
    asks: tuple[Hashable, ...]
    sure: int = 1


@dataclass(slots=True)
class Meant:
    """What a row of the file means: only what it says, nothing for an empty cell."""

    number: int
    values: dict[str, Plain]
    keys: Keys = field(default_factory=lambda: Keys((), ()))
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """A row that exists: its values, how it is known, and why it may not be changed, if so."""

    pk: int
    values: Mapping[str, Plain]
    keys: Keys
    title: str
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """What will become of a row: which one it is here, what changes, and why."""

    number: int
    verdict: Verdict
    values: Mapping[str, Plain]
    pk: int | None = None
    title: str = ""
    before: Mapping[str, Plain] = field(default_factory=dict)
    after: Mapping[str, Plain] = field(default_factory=dict)
    why: str = ""


def judge(rows: Sequence[Meant], known: Sequence[Known]) -> list[Judged]:
    """A verdict for every row, in their order. Of rows that mean the same the first counts."""
    found: dict[Hashable, list[Known]] = {}
    for each in known:
        for key in dict.fromkeys(each.keys.holds):
            found.setdefault(key, []).append(each)
    earlier: dict[Hashable, Meant] = {}
    taken: dict[int, Meant] = {}
    verdicts = []
    for row in rows:
        verdict = _one(row, found, earlier, taken)
        verdicts.append(verdict)
        if verdict.verdict not in ("unreadable", "doubled"):
            for key in row.keys.holds:
                earlier.setdefault(key, row)
            if verdict.pk is not None:
                taken[verdict.pk] = row
    return verdicts


def _one(
    row: Meant,
    found: Mapping[Hashable, Sequence[Known]],
    earlier: Mapping[Hashable, Meant],
    taken: Mapping[int, Meant],
) -> Judged:
    if row.problems:
        return Judged(row.number, "unreadable", row.values, why="; ".join(row.problems))
    twin, matches = _like(row, found, earlier, taken)
    if twin is not None:
        return Judged(row.number, "doubled", row.values, why=_of_twin(row, twin))
    if len(matches) > 1:
        names = " and ".join(sorted({each.title for each in matches}))
        why = f"it fits more than one that is here ({names}), and nothing says which"
        return Judged(row.number, "unreadable", row.values, why=why)
    if not matches:
        return Judged(row.number, "new", row.values, after=dict(row.values))
    (match,) = matches
    if match.closed:
        return Judged(row.number, "unreadable", row.values, match.pk, match.title, why=match.closed)
    changed = {name: value for name, value in row.values.items() if match.values.get(name) != value}
    before = {name: match.values.get(name) for name in changed}
    verdict: Verdict = "changes" if changed else "same"
    return Judged(row.number, verdict, row.values, match.pk, match.title, before, changed)


def _like(
    row: Meant,
    found: Mapping[Hashable, Sequence[Known]],
    earlier: Mapping[Hashable, Meant],
    taken: Mapping[int, Meant],
) -> tuple[Meant | None, Sequence[Known]]:
    """The earlier row that means the same, or what is here already: the surest key decides. What
    another row of the file has taken is found again by sure keys alone; that row may rename it."""
    for place, key in enumerate(row.keys.asks):
        if key in earlier:
            return earlier[key], ()
        matches = found.get(key, ())
        if len(matches) == 1 and matches[0].pk in taken:
            if place < row.keys.sure:
                return taken[matches[0].pk], ()
            continue
        if matches:
            return None, matches
    return None, ()


def _of_twin(row: Meant, twin: Meant) -> str:
    differing = sorted(
        name for name, value in row.values.items() if twin.values.get(name, value) != value
    )
    if not differing:
        return f"row {twin.number} says the same"
    return f"row {twin.number} is about the same, differs in {', '.join(differing)}, and counts"


def not_as_looked_at(looked: Sequence[Judged], now: Sequence[Judged]) -> list[int]:
    """The numbers of the rows that would no longer become what the preview said."""
    before = {each.number: (each.verdict, each.pk, each.before, each.after) for each in looked}
    after = {each.number: (each.verdict, each.pk, each.before, each.after) for each in now}
    return sorted(number for number in before | after if before.get(number) != after.get(number))


def touched_since(written: Mapping[str, Plain], present: Mapping[str, Plain]) -> list[str]:
    """The names of the values that are no longer what the import wrote."""
    return sorted(name for name, value in written.items() if present.get(name) != value)
