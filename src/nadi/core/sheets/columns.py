"""The columns that an importer knows: how they are usually called, and what their cells mean."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from dateutil import parser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from nadi.core.actions import Json
from nadi.core.sheets.cells import folded
from nadi.core.vitals import Text

_SLASHED = re.compile(r"^(\d{1,2})[/-](\d{1,2})[/-](\d{4})\b")
_DOTTED = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\b")
YES = {
    "yes",
    "y",
    "true",
    "1",
    "x",
    "on",
    "ja",
    "j",
    "oui",
    "o",
    "si",
    "sí",
    "s",
    "sim",
    "tak",
    "kyllä",
}
NO = {"no", "n", "false", "0", "", "-", "off", "nein", "nej", "non", "não", "nao", "nie", "ei"}


@dataclass(frozen=True, slots=True)
class How:
    """How the cells of one file are meant: whether the day stands before the month, where known."""

    day_first: bool | None = None


Reader = Callable[[str, How], Json]


def text(most: int) -> Reader:
    def read(cell: str, how: How) -> Json:
        one_line = " ".join(cell.split())
        if len(one_line) > most:
            raise ValueError(f"has {len(one_line)} characters; at most {most} fit")
        return one_line

    return read


_ONE_LINE = text(200)


def lines(cell: str, how: How) -> Json:
    return cell


def mail(cell: str, how: How) -> Json:
    address = cell.removeprefix("mailto:").strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValueError(f"“{cell[:60]}” is no mail address") from error
    return address


def yes_or_no(cell: str, how: How) -> Json:
    word = cell.strip().casefold()
    if word not in YES | NO:
        raise ValueError(f"“{cell[:30]}” is neither yes nor no")
    return word in YES


def day(cell: str, how: How) -> Json:
    """A day as ISO text. 3/4/2021 is read only where the file itself, or a person, says how."""
    found = _day(cell.strip(), how)
    if not 1950 <= found.year <= 2100:
        raise ValueError(f"“{cell[:30]}” lies in a year that cannot be meant")
    return found.isoformat()


def _day(cell: str, how: How) -> date:
    try:
        if match := _ISO.match(cell):
            return date(*(int(part) for part in match.groups()))
        if match := _DOTTED.match(cell):
            first, second, year = (int(part) for part in match.groups())
            return date(year, second, first)
        if match := _SLASHED.match(cell):
            first, second, year = (int(part) for part in match.groups())
            return _slashed(first, second, year, how)
        if re.search(r"[^\W\d_]{3}", cell) and re.search(r"\b\d{4}\b", cell):
            return parser.parse(cell, default=datetime(1, 1, 1)).date()  # noqa: DTZ001  a day
    except (ValueError, OverflowError) as error:
        if "can be" in str(error):
            raise
        raise ValueError(f"“{cell[:30]}” is no day of the calendar") from error
    raise ValueError(f"“{cell[:30]}” is no day; write it like 2021-04-03")


def _slashed(first: int, second: int, year: int, how: How) -> date:
    if first == second or how.day_first is True or (how.day_first is None and first > 12):
        return date(year, second, first)
    if how.day_first is False or second > 12:
        return date(year, first, second)
    raise ValueError(f"“{first}/{second}/{year}” can be two days; say above which comes first")


def day_first(cells: Sequence[str]) -> bool | None:
    """Whether the slashed days of a file put the day first: one clear day tells for all."""
    firsts = [match.groups() for cell in cells if (match := _SLASHED.match(cell.strip()))]
    if any(int(first) > 12 for first, _second, _year in firsts):
        return True
    return False if any(int(second) > 12 for _first, second, _year in firsts) else None


@dataclass(frozen=True, slots=True)
class Column:
    """Something a row can say. `called` holds the usual headings, the likeliest first."""

    name: str
    title: Text
    called: tuple[str, ...] = ()
    read: Reader = _ONE_LINE
    help: Text = ""

    @property
    def is_day(self) -> bool:
        return self.read is day

    def likeness(self, heading: str) -> int | None:
        """How well a heading fits: 0 is best, None not at all."""
        known = [folded(self.name), *(folded(each) for each in self.called)]
        here = folded(heading)
        return known.index(here) if here and here in known else None


def proposed(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """For each column the place of the heading that fits best; no heading serves twice."""
    fits = sorted(
        (rank, place, number)
        for number, column in enumerate(columns)
        for place, heading in enumerate(headings)
        if (rank := column.likeness(heading)) is not None
    )
    chosen: dict[str, int] = {}
    for _rank, place, number in fits:
        if columns[number].name not in chosen and place not in chosen.values():
            chosen[columns[number].name] = place
    return chosen


def likeness_to(columns: Sequence[Column]) -> Callable[[tuple[str, ...]], int]:
    return lambda headings: len(proposed(headings, columns))


def missing(needs: Sequence[Sequence[str]], given: Mapping[str, object]) -> list[Sequence[str]]:
    """The needs that nothing meets: of each group of columns one must be given."""
    return [group for group in needs if not any(name in given for name in group)]


def samples(rows: Sequence[Sequence[object]], place: int, most: int = 3) -> list[str]:
    """The first things that stand in a column, for the person who chooses."""
    found = (str(row[place]) for row in rows if place < len(row) and row[place])
    return list(islice(dict.fromkeys(found), most))
