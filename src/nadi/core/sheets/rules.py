"""What becomes of each row, thought over plain values. See docs/algorithms/imports.md."""

from collections.abc import Callable, Hashable, Mapping, Sequence
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

    @property
    def surely(self) -> tuple[Hashable, ...]:
        return self.asks[: self.sure]


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


def judge(
    rows: Sequence[Meant],
    known: Sequence[Known],
    keys: Callable[[Mapping[str, Plain]], Keys],
) -> list[Judged]:
    """A verdict for every row, in their order. Of rows that mean the same the first counts.

    Rows that are known without doubt come first, because they may give a thing another name; the
    others are compared with the names as they are then. So a table brought twice does nothing the
    second time, whatever the order of its rows.
    """
    things = _Things(keys)
    for each in known:
        things.hold(_Thing(each.keys, each))
    good = [row for row in rows if not row.problems]
    first: dict[Hashable, Meant] = {}
    speakers = [row for row in good if first.setdefault(row.keys.surely or row.number, row) is row]
    verdicts = {
        row.number: _unreadable(row, "; ".join(row.problems)) for row in rows if row.problems
    }
    doubtful = []
    for row in speakers:
        if row.keys.surely and (sure := things.under(row.keys.surely)):
            verdicts[row.number] = _verdict(row, sure, things)
        else:
            doubtful.append(row)
    for row in doubtful:
        verdicts[row.number] = _verdict(row, things.under(row.keys.asks), things)
    for row in good:
        speaker = first[row.keys.surely or row.number]
        if speaker is not row:
            verdicts[row.number] = _echo(row, speaker, verdicts[speaker.number])
    return [verdicts[row.number] for row in rows]


@dataclass(slots=True, eq=False)
class _Thing:
    """What is here, or what a row makes; and the row that speaks of it. Each is itself alone."""

    keys: Keys
    known: Known | None = None
    row: Meant | None = None

    @property
    def title(self) -> str:
        return self.known.title if self.known else f"row {self.row.number}" if self.row else ""


@dataclass(frozen=True, slots=True)
class _Things:
    """All there are, by the keys they hold at this moment."""

    keys: Callable[[Mapping[str, Plain]], Keys]
    held: dict[Hashable, list[_Thing]] = field(default_factory=dict)

    def hold(self, thing: _Thing) -> None:
        for key in dict.fromkeys(thing.keys.holds):
            self.held.setdefault(key, []).append(thing)

    def under(self, asked: Sequence[Hashable]) -> Sequence[_Thing]:
        """Those who hold the first of these keys that anything holds."""
        return next((found for key in asked if (found := self.held.get(key))), ())

    def tell(self, thing: _Thing, row: Meant, known: Known) -> None:
        """The row speaks of this thing: from now on it is known as the row leaves it."""
        for key in dict.fromkeys(thing.keys.holds):
            self.held[key].remove(thing)
        thing.row, thing.keys = row, self.keys({**known.values, **row.values})
        self.hold(thing)


def _unreadable(row: Meant, why: str) -> Judged:
    return Judged(row.number, "unreadable", row.values, why=why)


def _doubled(row: Meant, twin: Meant) -> Judged:
    return Judged(row.number, "doubled", row.values, why=_of_twin(row, twin))


def _echo(row: Meant, speaker: Meant, said: Judged) -> Judged:
    """The verdict of a row when an earlier one speaks of the same thing without doubt."""
    if said.verdict in ("unreadable", "doubled"):
        why = f"row {speaker.number} is about the same; {said.why}"
        return Judged(row.number, said.verdict, row.values, why=why)
    return _doubled(row, speaker)


def _verdict(row: Meant, matches: Sequence[_Thing], things: _Things) -> Judged:
    if not matches:
        things.hold(_Thing(row.keys, row=row))
        return Judged(row.number, "new", row.values, after=dict(row.values))
    if len(matches) > 1:
        names = " and ".join(sorted({each.title for each in matches}))
        why = f"it fits more than one ({names}), and nothing says which"
        return _unreadable(row, why)
    (thing,) = matches
    if thing.row is not None:
        return _doubled(row, thing.row)
    return _change(row, thing, things)


def _change(row: Meant, thing: _Thing, things: _Things) -> Judged:
    match = thing.known
    assert match is not None  # noqa: S101  what no row speaks of was here
    if match.closed:
        return Judged(row.number, "unreadable", row.values, match.pk, match.title, why=match.closed)
    things.tell(thing, row, match)
    changed = {name: value for name, value in row.values.items() if match.values.get(name) != value}
    before = {name: match.values.get(name) for name in changed}
    verdict: Verdict = "changes" if changed else "same"
    return Judged(row.number, verdict, row.values, match.pk, match.title, before, changed)


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
