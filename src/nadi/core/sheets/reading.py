"""From the bytes that were brought to a table, whatever kind of file they are."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice

from nadi.core.errors import BadInput
from nadi.core.sheets import cells, csvs, workbooks
from nadi.core.sheets.rows import Broken, Calculated, Cell, Row, Table

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
HEADINGS_WITHIN = 12
SMALL = 300 * 1024
SMALL_UNPACKED = 1024 * 1024
KNOWN_BY = {
    b"\xd0\xcf\x11\xe0": "This is an old Excel file, or one with a password. "
    "Save it as .xlsx without a password, or as CSV.",
    b"%PDF": "This is a PDF. Bring the table it was made from, as CSV or XLSX.",
    b"\x89PNG": "This is a picture. Bring the table itself, as CSV or XLSX.",
    b"\xff\xd8\xff": "This is a picture. Bring the table itself, as CSV or XLSX.",
}
Options = Mapping[str, str]


def is_workbook(raw: bytes) -> bool:
    return raw.startswith(b"PK\x03\x04")


def is_small(raw: bytes) -> bool:
    """Read in a moment, while somebody waits for the page."""
    if is_workbook(raw):
        return workbooks.check(raw) <= SMALL_UNPACKED
    return len(raw) <= SMALL


def read(raw: bytes, options: Options, likeness: Callable[[tuple[str, ...]], int]) -> Table:
    """The table in `raw`. `likeness` says how many of some headings are known: the row that is most
    like headings among the first is taken for them, unless `options` names another."""
    if not raw.strip():
        raise BadInput("This file is empty.")
    if len(raw) > MOST_BYTES:
        raise BadInput("This file is larger than 10 MB. Bring it in parts.")
    for beginning, sentence in KNOWN_BY.items():
        if raw.startswith(beginning):
            raise BadInput(sentence)
    found = _workbook(raw, options) if is_workbook(raw) else _text(raw, options)
    head = list(islice(found.rows, HEADINGS_WITHIN))
    place = _headings(head, options.get("heading_row", ""), likeness)
    found.headings = tuple(_heading(cell) for cell in head[place].cells)
    found.heading_row = head[place].number
    if len(found.headings) > MOST_COLUMNS:
        raise BadInput(f"This table has more than {MOST_COLUMNS} columns.")
    found.rows = _bounded(chain(head[place + 1 :], found.rows))
    return found


def _text(raw: bytes, options: Options) -> Table:
    text = csvs.decoded(raw, options.get("encoding", ""))
    delimiter = options.get("delimiter", "")
    if delimiter not in csvs.DELIMITERS:
        delimiter = csvs.delimiter_of(text.text)
    return Table(
        headings=(),
        heading_row=1,
        rows=_rows(csvs.records(text.text, delimiter)),
        encoding=text.encoding,
        delimiter=delimiter,
        remarks=[text.remark] if text.remark else [],
    )


def _workbook(raw: bytes, options: Options) -> Table:
    workbooks.check(raw)
    sheets = workbooks.sheet_names(raw)
    if not sheets:
        raise BadInput("This workbook holds no sheet with cells.")
    wanted = options.get("sheet", "")
    chosen = wanted if wanted in sheets else sheets[0]
    remarks = []
    if len(sheets) > 1:
        remarks.append(f"It holds {len(sheets)} sheets; “{chosen}” was read.")
    rows = _rows(workbooks.records(raw, chosen))
    return Table((), 1, rows, sheet=chosen, sheets=tuple(sheets), remarks=remarks)


def _rows(
    records: Iterator[tuple[int, list[Cell]]] | Iterator[tuple[int, list[str]]],
) -> Iterator[Row]:
    for number, found in records:
        row = Row(number, tuple(_cell(cell) for cell in _trimmed(found)))
        if not row.is_empty:
            yield row


def _trimmed(found: "list[Cell] | list[str]") -> "list[Cell]":
    """Without the empty cells at the end, which say nothing."""
    last = len(found)
    while last and found[last - 1] in ("", None):
        last -= 1
    return list(found[:last])


def _cell(cell: Cell) -> Cell:
    if isinstance(cell, Broken):
        return cell
    text = cells.cleaned(cell)
    why = cells.why_unreadable(text)
    if why is not None:
        return Broken(why)
    return Calculated(text) if isinstance(cell, Calculated) else text


def _heading(cell: Cell) -> str:
    return "" if isinstance(cell, Broken) else str(cell)[:120]


def _headings(head: list[Row], wanted: str, likeness: Callable[[tuple[str, ...]], int]) -> int:
    """The place of the headings among the first rows."""
    if not head:
        raise BadInput("This table has no rows.")
    for place, row in enumerate(head):
        if wanted and wanted.isdecimal() and row.number == int(wanted):
            return place
    known = [likeness(tuple(_heading(cell) for cell in row.cells)) for row in head]
    return known.index(max(known)) if max(known) else 0


def _bounded(rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise BadInput(f"This table has more than {MOST_ROWS:,} rows. Bring it in parts.")
        yield row
