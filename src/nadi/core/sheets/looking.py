"""Looking a table through: what would become of each of its rows, with nothing written."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nadi.core.actions import Actor
from nadi.core.errors import BadInput
from nadi.core.models import SheetImport, SheetLine
from nadi.core.sheets import cells, columns, reading
from nadi.core.sheets.importing import Importer, importer
from nadi.core.sheets.progress import Tick
from nadi.core.sheets.rows import Broken, Calculated, Cell, Row, Table
from nadi.core.sheets.rules import VERDICTS, Judged, Meant, judge

TICK_EVERY = 500


@dataclass(frozen=True, slots=True)
class Looked:
    """The verdicts over a file, and what must be said about it as a whole."""

    judged: list[Judged]
    remarks: list[str]


def table_of(sheet: SheetImport) -> Table:
    likeness = columns.likeness_to(importer(sheet.kind).columns)
    return reading.read(bytes(sheet.file.raw), sheet.options, likeness)


def look(sheet: SheetImport, who: Actor, tick: Tick) -> Looked:
    """Read all of it, understand each row, and compare it with what is here (which is locked)."""
    kind = importer(sheet.kind)
    lacking = columns.missing(kind.needs, {**sheet.mapping, **sheet.fixed})
    if lacking:
        raise BadInput(why_columns_lack(kind, lacking, sheet.headings))
    table = table_of(sheet)
    rows: list[Row] = []
    for row in table.rows:
        rows.append(row)
        if len(rows) % TICK_EVERY == 0:
            tick("read", len(rows), 0)
    if not rows:
        raise BadInput("Below its headings this table has no rows.")
    how = _how(sheet, kind, rows)
    meant = [_meant(row, sheet, kind, how) for row in rows]
    good = [each for each in meant if not each.problems]
    kind.understand(who, good)
    good = [each for each in good if not each.problems]
    for each in good:
        each.keys = kind.keys(each.values)
    tick("compared", 0, len(rows))
    judged = judge(meant, kind.known(who, good), kind.keys)
    tick("compared", len(rows), len(rows))
    return Looked(judged, table.remarks + _remarks(rows))


def why_columns_lack(
    kind: Importer, lacking: Sequence[Sequence[str]], headings: Sequence[str]
) -> str:
    """What is not there, and what is there instead."""
    wanted = " and ".join(f"“{kind.title_of(group)}”" for group in lacking)
    there = ", ".join(f"“{each}”" for each in headings[:12] if each) or "no headings"
    return (
        f"No column says {wanted}. The file has: {there}. Choose the column that says it, "
        "or write what is the same for every row; or is this another file?"
    )


def _how(sheet: SheetImport, kind: Importer, rows: Sequence[Row]) -> columns.How:
    said = sheet.options.get("days", "")
    if said:
        return columns.How(said == "day")
    days = [each.name for each in kind.columns if each.is_day]
    places = [sheet.mapping[name] for name in days if name in sheet.mapping]
    found = [
        str(row.cells[place])
        for row in rows
        for place in places
        if place < len(row.cells) and not isinstance(row.cells[place], Broken)
    ]
    return columns.How(columns.day_first(found))


def _meant(row: Row, sheet: SheetImport, kind: Importer, how: columns.How) -> Meant:
    """The row by column: what could be read, and why the rest could not."""
    meant = Meant(row.number, {})
    if len(row.cells) > len(sheet.headings):
        meant.problems.append(
            f"it has {len(row.cells)} cells under {len(sheet.headings)} headings; "
            "is there a delimiter inside a cell?"
        )
    for column in kind.columns:
        cell = _cell(row, sheet, column.name)
        if isinstance(cell, Broken):
            meant.problems.append(f"{column.title}: {cell.why}")
        elif cell:
            try:
                meant.values[column.name] = column.read(cell, how)
            except ValueError as error:
                meant.problems.append(f"{column.title}: {error}")
    if not meant.problems:
        meant.problems += [
            f"{kind.title_of(group)} is empty"
            for group in kind.needs
            if not any(meant.values.get(name) for name in group)
        ]
    return meant


def _cell(row: Row, sheet: SheetImport, name: str) -> Cell:
    place = sheet.mapping.get(name)
    cell: Cell = row.cells[place] if place is not None and place < len(row.cells) else ""
    return cell or cells.cleaned(str(sheet.fixed.get(name, "")))


def _remarks(rows: Iterable[Row]) -> list[str]:
    """What a person should know about formulas and what looks like them."""
    every = [cell for row in rows for cell in row.cells]
    said = []
    if calculated := sum(isinstance(cell, Calculated) for cell in every):
        said.append(
            f"{_cells(calculated, 'holds a formula', 'hold formulas')}. "
            "What was last calculated was taken; nothing was calculated here."
        )
    if alike := sum(_is_like_a_formula(cell) for cell in every):
        said.append(
            f"{_cells(alike, 'begins', 'begin')} like a formula. It is taken as plain text, "
            "never calculated, and kept harmless in every file from here."
        )
    return said


def _cells(count: int, one: str, many: str) -> str:
    return f"1 cell {one}" if count == 1 else f"{count:,} cells {many}"


def _is_like_a_formula(cell: Cell) -> bool:
    if isinstance(cell, Broken) or not cells.begins_a_formula(cell):
        return False
    return cell[0] in "=@" or not cell[1:2].isdigit()


def write_lines(sheet: SheetImport, judged: Sequence[Judged], tick: Tick) -> None:
    """Keep the verdicts, in place of those of an earlier look."""
    sheet.lines.all().delete()
    for begin in range(0, len(judged), TICK_EVERY):
        part = judged[begin : begin + TICK_EVERY]
        SheetLine.objects.bulk_create(_line(sheet, each) for each in part)
        tick("noted", begin + len(part), len(judged))
    counted = Counter(each.verdict for each in judged)
    sheet.counts = {verdict: counted[verdict] for verdict in VERDICTS}


def _line(sheet: SheetImport, each: Judged) -> SheetLine:
    return SheetLine(
        sheet=sheet,
        number=each.number,
        verdict=each.verdict,
        subject_id=each.pk,
        title=each.title[:200],
        values=dict(each.values),
        before=dict(each.before),
        after=dict(each.after),
        why=each.why,
    )


def as_looked_at(sheet: SheetImport) -> list[Judged]:
    """The verdicts that were shown."""
    return [
        Judged(
            line.number, line.verdict, line.values, line.subject_id, line.title,  # type: ignore[arg-type]
            line.before, line.after, line.why,
        )
        for line in sheet.lines.order_by("number").iterator(chunk_size=2000)
    ]  # fmt: skip
