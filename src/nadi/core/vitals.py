"""Evidence: what a center counts, how it is read, and the rows behind it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal, Protocol
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise

from nadi.core.facts import Fact

#: Of needs that are alike a center asks for these few at most; its own page has the rest. Today
#: shows one of each center, and the round goes on to the next where one is let go or planned.
MOST_ALIKE = 3

Text = str | Promise
Clients = frozenset[int] | None
Unit = Literal["percent", "count", "hours", "days", "minutes", "ratio"]
Direction = Literal["more", "less", "plateau"]


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` up to and without `end`, both UTC."""

    start: datetime
    end: datetime

    @classmethod
    def before(cls, now: datetime, length: timedelta) -> "Window":
        return cls(now - length, now)


@dataclass(frozen=True, slots=True)
class Reading:
    """Evidence for one vital of one client. Facts only; what they mean is balance's to say.

    `fresh_at` is the newest moment up to which the center would have known of another row, not the
    moment of the newest row: a quiet client does not make evidence old, a blind center does. What
    the clock alone decides (something falls due, a state stands) is known up to the window's end;
    what a source must bring is known up to that source's last sign of life, for all clients alike.
    None where the center cannot tell.

    `excluded` is how many rows were left out with a reason; None where only the rows tell. With
    nothing but excluded rows `n` is 0.
    """

    vital: str
    client_id: int | None
    numerator: Decimal
    denominator: Decimal | None
    n: int
    fresh_at: datetime | None
    excluded: int | None = None


def told_excluded(readings: Iterable[Reading]) -> bool:
    """Whether all of them say how many rows they left out."""
    told = [one.excluded is not None for one in readings]
    return bool(told) and all(told)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One row behind a reading. An excluded row says why and counts nothing."""

    label: str
    url: str
    at: datetime | None
    client_id: int | None
    numerator: Decimal
    denominator: Decimal | None
    excluded: str = ""


@dataclass(frozen=True, slots=True)
class Goalposts:
    """Where a value scores 5, 60, 80 and 100. For a plateau these describe the rising side and
    `falls_after`/`gone_by` the falling one. `grade` is the strength of the source: A to D."""

    floor: Decimal
    acceptable: Decimal
    good: Decimal
    best: Decimal
    source: str
    grade: Literal["A", "B", "C", "D"]
    falls_after: Decimal | None = None
    gone_by: Decimal | None = None


class ReadVital(Protocol):
    """`clients` None: everybody, and the firm itself (client None). A set: those clients only, at
    the cost of those clients; it is exactly the part of the whole reading that is about them."""

    def __call__(
        self, window: Window, population: str | None, clients: Clients = None, /
    ) -> Iterable[Reading]: ...


RowsOfVital = Callable[[Window, int | None, str | None], list[EvidenceRow]]


@dataclass(frozen=True, slots=True)
class Vital:
    """A figure a center stands by.

    `read(window, population, clients)` answers for all clients in one statement (client None: rows
    that belong to the firm itself), or for a set of them. `rows(window, client_id, population)`
    returns what was counted; with client None, the rows of everybody. The sum over the rows equals
    the reading: a test holds it. `population` is one of `populations` or None for all. `ttl` is how
    long a reading stays fresh.
    """

    name: str
    title: Text
    purpose: Text
    unit: Unit
    direction: Direction
    goalposts: Goalposts
    window: timedelta
    ttl: timedelta
    touched_by: tuple[type[Fact], ...]
    read: ReadVital
    rows: RowsOfVital
    populations: Mapping[str, Text] = field(default_factory=dict)
    version: int = 1

    @property
    def center(self) -> str:
        return self.name.split(".")[0]


@dataclass(frozen=True, slots=True)
class Ask:
    """The one thing a center asks for. `url` with `method` really does it; `minutes` is a guess
    of the effort, `gain_rows` how many rows of `vital` it would mend. `urgent` says that something
    is broken or somebody waits past a promise: it goes before every gain."""

    center: str
    title: Text
    why: Text
    button: Text
    url: str
    method: Literal["get", "post"]
    minutes: int
    vital: str
    gain_rows: int
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Since:
    """One short true sentence about what came since a moment; `url` leads to its rows."""

    sentence: Text
    url: str


@dataclass(frozen=True, slots=True)
class Cap:
    """A non-negotiable that holds a center's state down, with its sentence and its rows."""

    center: str
    at: Decimal
    sentence: Text
    url: str


@dataclass(frozen=True, slots=True)
class PromiseCount:
    """How many promises stand on a center's vitals, and how many of those judged were kept."""

    center: str
    made: int
    kept: int
    at_risk: int
    broken: int
    not_judged: int


@dataclass(frozen=True, slots=True)
class HoursSpent:
    """Minutes worked for one center in a window; `url` opens the entries they are the sum of."""

    center: str
    minutes: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One line of the monitoring round about one client, its evidence already read. A calm line
    says what is well and asks for nothing; any other is looked at by a person.

    `key` names the evidence, so that new evidence asks anew. `trouble` is the name under which a
    ticket about the same thing would be known, `device_id` the machine it is about.
    """

    client_id: int
    kind: Literal["backup", "alert", "silent", "critical", "patch"]
    key: str
    sentence: Text
    note: Text = ""
    url: str = ""
    calm: bool = False
    urgent: bool = False
    trouble: str = ""
    device_id: int | None = None


@dataclass(frozen=True, slots=True)
class InHand:
    """The open ticket that is about a trouble: its words and where it is."""

    trouble: str
    words: Text
    url: str


Asks = Callable[..., list[Ask]]  # asks(who, now): `who` is a person, whom core does not know
Caps = Callable[[datetime], list[Cap]]
Told = Callable[..., list[Since]]  # since(who, since, now)


def rows_url(vital: str, window: Window) -> str:
    """Where the rows of a vital in a window stand, and add up to what it counts."""
    asked = {"start": window.start.isoformat(), "end": window.end.isoformat()}
    return f"{reverse('balance:reading', args=[vital])}?{urlencode(asked)}"
