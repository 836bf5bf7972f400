"""The geometry of small pictures, as plain values for SVG attributes. No colour, no words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Number = float | int


@dataclass(frozen=True, slots=True)
class Line:
    """A sparkline: one polyline per run without a gap, the mark, where it stands now, and where it
    breaks because it was defined otherwise from there on."""

    paths: tuple[str, ...]
    mark: float | None
    now: tuple[float, float] | None
    breaks: tuple[float, ...] = ()


def line(
    points: Sequence[Number | None],
    width: Number = 120,
    height: Number = 24,
    mark: Number | None = None,
    low: Number | None = None,
    high: Number | None = None,
    breaks: Sequence[int] = (),
) -> Line:
    """Scale points into the box. None is a day without evidence: there the line breaks, as it does
    before each index in `breaks`."""
    known = [float(point) for point in points if point is not None]
    scale = known + ([float(mark)] if mark is not None else [])
    if not known:
        return Line((), None, None)
    bottom = float(low) if low is not None else min(scale)
    top = float(high) if high is not None else max(scale)
    spread = (top - bottom) or 1.0
    pad = 2.5

    def across(index: int) -> float:
        return round(pad + index * (width - 2 * pad) / max(len(points) - 1, 1), 2)

    def up(value: Number) -> float:
        inside = min(max((float(value) - bottom) / spread, 0.0), 1.0)
        middle = 0.5 if top == bottom else inside
        return round(height - pad - middle * (height - 2 * pad), 2)

    runs: list[list[str]] = [[]]
    last: tuple[float, float] | None = None
    for index, point in enumerate(points):
        if point is None or index in breaks:
            runs.append([])
        if point is None:
            continue
        last = (across(index), up(point))
        runs[-1].append(f"{last[0]},{last[1]}")
    paths = tuple(" ".join(run) for run in runs if run)
    between = tuple(round((across(index - 1) + across(index)) / 2, 2) for index in breaks if index)
    return Line(paths, None if mark is None else up(mark), last, between)


def share(value: Number | None, of: Number = 100, width: Number = 100) -> float:
    """How far along a bar of that width a value lies, held inside the bar."""
    if value is None or not of:
        return 0.0
    return round(min(max(float(value) / float(of), 0.0), 1.0) * float(width), 2)


@dataclass(frozen=True, slots=True)
class Cell:
    x: int
    y: int
    on: bool | None


def cells(
    days: Sequence[bool | None], row: int, wide: int = 27, tall: int = 20
) -> tuple[Cell, ...]:
    """One row of the attention grid, oldest day first. None: outside the firm's hours."""
    return tuple(Cell(index * wide, row * tall, on) for index, on in enumerate(days))


@dataclass(frozen=True, slots=True)
class Stretch:
    """An open window within one day's lane of 1440 minutes."""

    x: float
    width: float


def stretches(windows: Iterable[tuple[int, int]], width: Number = 360) -> tuple[Stretch, ...]:
    """Windows in minutes after midnight; what runs past midnight belongs to the next day."""
    found = []
    for start, end in windows:
        begin, finish = max(start, 0), min(end, 1440)
        if begin < finish:
            found.append(
                Stretch(round(begin * width / 1440, 2), round((finish - begin) * width / 1440, 2))
            )
    return tuple(found)
