"""Workbooks (.xlsx), read and never calculated. They are zip files of XML from strangers: what
would unpack beyond all measure is refused before it is unpacked."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from nadi.core.errors import BadInput
from nadi.core.sheets.rows import Broken, Calculated, Cell

MOST_UNPACKED = 150 * 1024 * 1024
MOST_PARTS = 2000
MOST_TIMES = 200  # a part that unpacks to more than this many times its size is a bomb
SMALL_PART = 1024 * 1024
UNREADABLE = "This workbook cannot be read. Open it, save it again as .xlsx, and bring that."
ERRORS = {"#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#DIV/0!", "#SPILL!", "#CALC!"}
WRONG = (
    zipfile.BadZipFile, InvalidFileException, ParseError, DefusedXmlException,
    KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, OSError,
)  # fmt: skip


def check(raw: bytes) -> int:
    """How much the workbook unpacks to; BadInput where that is too much, or it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            parts = packed.infolist()
    except WRONG as error:
        raise BadInput(UNREADABLE) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise BadInput(_what_else(names))
    whole = sum(part.file_size for part in parts)
    bomb = any(
        part.file_size > SMALL_PART and part.file_size > MOST_TIMES * max(part.compress_size, 1)
        for part in parts
    )
    if bomb or whole > MOST_UNPACKED or len(parts) > MOST_PARTS:
        raise BadInput(
            "This workbook would unpack to far more than its size. It is not opened here. "
            "Save the one sheet that matters as CSV."
        )
    return whole


def _what_else(names: set[str]) -> str:
    if "content.xml" in names:
        return "This is an OpenDocument table. Save it as .xlsx or CSV, and bring that."
    return "This is a zip file and no workbook. Unpack it, and bring the table in it."


def sheet_names(raw: bytes) -> list[str]:
    try:
        with closing(_opened(raw)) as book:
            return [sheet.title for sheet in book.worksheets]
    except WRONG as error:
        raise BadInput(UNREADABLE) from error


def records(raw: bytes, sheet: str) -> Iterator[tuple[int, list[Cell]]]:
    """Each row of a sheet with its number: what was last calculated, never the formula itself."""
    try:
        with closing(_opened(raw)) as shown, closing(_opened(raw, formulas=True)) as written:
            for number, (values, formulas) in enumerate(
                zip(_rows(shown, sheet), _rows(written, sheet), strict=False), start=1
            ):
                yield (
                    number,
                    [
                        _cell(value, formula, f"{get_column_letter(place)}{number}")
                        for place, (value, formula) in enumerate(
                            zip(values, formulas, strict=False), start=1
                        )
                    ],
                )
    except WRONG as error:
        raise BadInput(UNREADABLE) from error


def _opened(raw: bytes, *, formulas: bool = False) -> Any:
    return openpyxl.load_workbook(
        io.BytesIO(raw), read_only=True, data_only=not formulas, keep_links=False
    )


def _rows(book: Any, sheet: str) -> Iterator[tuple[Any, ...]]:
    found = book[sheet] if sheet in book.sheetnames else book.worksheets[0]
    found.reset_dimensions()  # a file may lie about its size
    rows: Iterator[tuple[Any, ...]] = found.iter_rows(values_only=True)
    return rows


def _cell(value: Any, formula: Any, place: str) -> Cell:
    plain = isinstance(formula, str | int | float | date | time | None)
    calculated = not plain or (
        isinstance(formula, str) and formula.startswith("=") and formula != value
    )
    if calculated and value is None:
        return Broken(f"{place} holds a formula that was never calculated")
    text = _text(value)
    if text in ERRORS:
        return Broken(f"{place} holds the error {text}")
    return Calculated(text) if calculated else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)
