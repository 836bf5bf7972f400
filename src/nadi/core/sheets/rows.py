"""What a table is once it has been read: rows of cells, each a text or a reason why it is none."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that says nothing that could be taken, and why."""

    why: str


class Calculated(str):
    """What a formula last came to."""

    __slots__ = ()


Cell = str | Broken


@dataclass(frozen=True, slots=True)
class Row:
    """A row by its number in the file, as the person sees it there."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        return not any(self.cells)


@dataclass(slots=True)
class Table:
    """A file as rows: its headings, what follows them, and what must be said about it."""

    headings: tuple[str, ...]
    heading_row: int
    rows: Iterator[Row]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    remarks: list[str] = field(default_factory=list)
