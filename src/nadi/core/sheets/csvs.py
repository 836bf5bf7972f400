"""CSV as it comes: its encoding, its delimiter, and its records, each with the sentence that says
what was taken for granted."""

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nadi.core.errors import BadInput

ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "cp1252": "Windows, Western Europe",
    "cp1250": "Windows, Central Europe",
    "cp1251": "Windows, Cyrillic",
    "cp1253": "Windows, Greek",
    "cp1254": "Windows, Turkish",
    "mac_roman": "Macintosh",
    "shift_jis": "Shift JIS",
    "gb18030": "GB 18030",
}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class Text:
    """A file as text, and what must be said about it."""

    text: str
    encoding: str
    remark: str = ""


def decoded(raw: bytes, encoding: str = "") -> Text:
    """`raw` as text, as wanted, else UTF-8, UTF-16, or Windows-1252 with a sentence."""
    if encoding in ENCODINGS:
        return Text(_plainly(raw.decode(encoding, errors="replace")), encoding)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Text(_plainly(_decoded(raw, "utf-16")), "utf-16")
    silent = _utf16_without_mark(raw)
    if silent:
        said = "It looks like UTF-16 without its mark, and was read as such."
        return Text(_plainly(_decoded(raw, silent)), "utf-16", said)
    try:
        return Text(_plainly(raw.decode("utf-8-sig")), "utf-8-sig")
    except UnicodeDecodeError:
        said = (
            "It is not UTF-8, and was read as Windows-1252 (Western Europe). "
            "Look at the letters with accents; another encoding can be chosen below."
        )
        return Text(_plainly(raw.decode("cp1252", errors="replace")), "cp1252", said)


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadInput("This file begins like UTF-16 and then is not. Save it again.") from error


def _utf16_without_mark(raw: bytes) -> str:
    """Western text in UTF-16 has a NUL at every other place."""
    head = raw[:400]
    if len(head) < 4 or b"\0" not in head:
        return ""
    even, odd = head[::2], head[1::2]
    if odd.count(0) > 0.7 * len(odd) and even.count(0) == 0:
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.7 * len(even) and odd.count(0) == 0 else ""


def _plainly(text: str) -> str:
    if "\0" in text:
        raise BadInput("This is no table: it holds bytes that no text has. Save it as CSV or XLSX.")
    return text.removeprefix("\ufeff")


def delimiter_of(text: str) -> str:
    """The delimiter by which most of the first records have the same number of cells. A first line
    `sep=;` decides, as it does for spreadsheets."""
    first = text.split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5 and first[4] in DELIMITERS:
        return first[4]
    best, most = ",", (0, 0)
    for delimiter in DELIMITERS:
        try:
            head = list(itertools.islice(_reader(text, delimiter, strict=False), LOOKED_AT))
        except csv.Error:
            continue
        widths = Counter(len(cells) for cells in head if len(cells) > 1)
        width, often = widths.most_common(1)[0] if widths else (0, 0)
        if (often, width) > most:
            best, most = delimiter, (often, width)
    return best


def records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of the line it begins in. A quote that is never closed would
    swallow the rest of the file, so it refuses the file."""
    if text.split("\n", 1)[0].strip().lower().startswith("sep="):
        text = "\n" + text.partition("\n")[2]
    reader = _reader(text, delimiter, strict=True)
    begin = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadInput(_why(begin, str(error))) from error
        yield begin, cells
        begin = reader.line_num + 1


def _why(line: int, error: str) -> str:
    if "unexpected end of data" in error:
        return f"In line {line} a quotation mark opens and never closes. Close it, then try again."
    if "field larger" in error:
        return f"In line {line} one cell is longer than any table should hold. Is a quote missing?"
    return (
        f"In line {line} a quotation mark stands inside a cell. Inside quotes it is written "
        'twice, like "the ""big"" one".'
    )


def _reader(text: str, delimiter: str, *, strict: bool) -> Any:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
