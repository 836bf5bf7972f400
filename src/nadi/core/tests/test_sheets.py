"""Tables as they come: encodings, delimiters, quotes, workbooks, formulas, bombs, days."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nadi.core.errors import BadInput
from nadi.core.sheets import cells, columns, csvs, reading, workbooks
from nadi.core.sheets.columns import Column, How
from nadi.core.sheets.rows import Broken

PEOPLE = (Column("name", "Name", ("full name", "nombre")), Column("mail", "Mail", ("e-mail",)))
LIKENESS = columns.likeness_to(PEOPLE)


def _rows(raw: bytes, **options: str) -> list[tuple[object, ...]]:
    table = reading.read(raw, options, LIKENESS)
    return [table.headings, *(row.cells for row in table.rows)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_usual_encodings_and_delimiters_are_found(encoding: str, delimiter: str) -> None:
    text = f"Name{delimiter}E-Mail\r\nÅsa Öberg{delimiter}asa@oak.example\r\n"
    assert _rows(text.encode(encoding)) == [("Name", "E-Mail"), ("Åsa Öberg", "asa@oak.example")]


def test_another_encoding_is_said_and_can_be_chosen() -> None:
    raw = "Name\nŁukasz\n".encode("cp1250")
    table = reading.read(raw, {}, LIKENESS)
    assert table.encoding == "cp1252"
    assert "Windows-1252" in table.remarks[0]
    assert _rows(raw, encoding="cp1250") == [("Name",), ("Łukasz",)]


def test_a_letter_nobody_knows_spoils_its_cell_alone() -> None:
    _head, first, second = _rows(b"Name\n\x81x\nAnn\n")
    assert isinstance(first[0], Broken)
    assert second == ("Ann",)


def test_headings_are_found_below_a_title() -> None:
    text = "Export of 2026-11-22,,\n,,\nFull name,E-Mail,Fax\nAnn,a@oak.example,1\n"
    assert _rows(text.encode())[0] == ("Full name", "E-Mail", "Fax")
    assert _rows(text.encode(), heading_row="4")[0] == ("Ann", "a@oak.example", "1")


def test_quotes_hold_delimiters_and_lines() -> None:
    text = 'Name,E-Mail\n"Ann, ""the"" Bell\nof Oak",a@oak.example\n'
    assert _rows(text.encode())[1] == ('Ann, "the" Bell\nof Oak', "a@oak.example")
    with pytest.raises(BadInput, match="In line 2 a quotation mark opens and never closes"):
        _rows(b'Name\n"Ann\nBob\n')
    with pytest.raises(BadInput, match="written twice"):
        _rows(b'Name\n"Ann" Bell\n')


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert len(_rows(b"Name\n1\n2\n3\n")) == 4
    with pytest.raises(BadInput, match="more than 3 rows"):
        _rows(b"Name\n1\n2\n3\n4\n")


def _workbook(*rows: list[object], sheets: int = 1) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for _more in range(sheets - 1):
        book.create_sheet().append(["other"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_is_read_as_shown() -> None:
    raw = _workbook(["Name", "E-Mail", "n", "on"], ["Ann", None, 5551234.0, True], sheets=2)
    table = reading.read(raw, {}, LIKENESS)
    assert [row.cells for row in table.rows] == [("Ann", "", "5551234", "yes")]
    assert table.sheets == ("Sheet", "Sheet1")
    assert "2 sheets" in table.remarks[0]
    assert _rows(raw, sheet="Sheet1") == [("other",)]


def test_a_formula_is_never_calculated_and_its_last_value_counts() -> None:
    raw = _workbook(["Name", "E-Mail"], ["=1+1", "#REF!"])
    (_head, (formula, error)) = _rows(raw)
    assert formula == Broken("A2 holds a formula that was never calculated")
    assert error == Broken("B2 holds the error #REF!")
    shown = _with_part(
        raw,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>").replace(
            b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>"
        ),
    )
    assert _rows(shown)[1][0] == "2"


def _with_part(raw: bytes, name: str, change) -> bytes:  # type: ignore[no-untyped-def]
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, change(old.read(part)) if part == name else old.read(part))
    return out.getvalue()


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    raw = _workbook(["Name"], ["Ann"])
    huge = b"<x>" + b"A" * (40 * 1024 * 1024)
    with pytest.raises(BadInput, match="far more than its size"):
        workbooks.check(_with_part(raw, "docProps/app.xml", lambda xml: huge))
    laughs = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]>'
        b"<worksheet>&b;</worksheet>"
    )
    with pytest.raises(BadInput, match="cannot be read"):
        _rows(_with_part(raw, "xl/worksheets/sheet1.xml", lambda xml: laughs))


def test_what_is_no_workbook_says_what_it_is() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("content.xml", "<x/>")
    with pytest.raises(BadInput, match="OpenDocument"):
        _rows(out.getvalue())


@given(st.text())
def test_what_is_handed_out_comes_back(text: str) -> None:
    assert cells.unescaped(cells.escaped(text)) == text
    assert not cells.begins_a_formula(cells.escaped(text))


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_a_sentence(raw: bytes) -> None:
    said = ""
    try:
        list(reading.read(raw, {}, LIKENESS).rows)
    except BadInput as problem:
        said = problem.sentence
    assert not said or said.endswith((".", "?", '".'))


@pytest.mark.parametrize(
    ("cell", "first", "day"),
    [
        ("2021-04-03", None, "2021-04-03"),
        ("2021-04-03 10:00:00", None, "2021-04-03"),
        ("3.4.2021", None, "2021-04-03"),
        ("3/4/2021", True, "2021-04-03"),
        ("3/4/2021", False, "2021-03-04"),
        ("31/12/2021", None, "2021-12-31"),
        ("12/31/2021", None, "2021-12-31"),
        ("3 Apr 2021", None, "2021-04-03"),
        ("April 3, 2021", None, "2021-04-03"),
    ],
)
def test_days_are_read_as_written(cell: str, first: bool | None, day: str) -> None:
    assert columns.day(cell, How(first)) == day


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("3/4/2021", "can be two days"),
        ("31.2.2021", "no day of the calendar"),
        ("soon", "is no day"),
        ("44259", "is no day"),
        ("1.1.0003", "cannot be meant"),
    ],
)
def test_what_is_no_day_says_why(cell: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        columns.day(cell, How())


def test_one_clear_day_tells_for_the_file() -> None:
    assert columns.day_first(["3/4/2021", "25/4/2021"]) is True
    assert columns.day_first(["3/4/2021", "4/25/2021"]) is False
    assert columns.day_first(["3/4/2021"]) is None


def test_columns_are_proposed_once_and_by_their_best_name() -> None:
    assert columns.proposed(["Nombre", "Full Name (required)", "E Mail"], PEOPLE) == {
        "name": 1, "mail": 2,
    }  # fmt: skip
    assert csvs.delimiter_of("a;b,c\nd;e\n") == ";"
