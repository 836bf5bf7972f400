"""Evidence made by hand: rows in memory stand in for the centers' own, read by the same door."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from types import ModuleType, SimpleNamespace

import pytest
from django.db import connection
from django.db.models import Model

from nadi.balance.models import CenterSnapshot, Definition, VitalSnapshot
from nadi.balance.snapshots import write_day
from nadi.core import centers
from nadi.core.centers import PartConfig
from nadi.core.vitals import (
    Ask,
    Cap,
    Clients,
    EvidenceRow,
    Goalposts,
    HoursSpent,
    PromiseCount,
    Reading,
    Vital,
    Window,
)

POSTS = Goalposts(
    Decimal(50), Decimal(80), Decimal(95), Decimal(100), source="our own default", grade="D"
)


@dataclass
class Evidence:
    """What every center says while a test runs."""

    rows: dict[str, list[EvidenceRow]] = field(default_factory=dict)
    vitals: dict[str, list[Vital]] = field(default_factory=dict)
    asks: dict[str, list[Ask]] = field(default_factory=dict)
    caps: dict[str, list[Cap]] = field(default_factory=dict)
    promises: list[PromiseCount] = field(default_factory=list)
    hours: list[HoursSpent] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def vital(self, name: str, **changes: object) -> Vital:
        """A percentage of rows, unless told otherwise."""
        vital = Vital(
            name=name,
            title=name.split(".")[1].replace("_", " ").capitalize(),
            purpose="So that a test can read it",
            unit="percent",
            direction="more",
            goalposts=POSTS,
            window=timedelta(days=28),
            ttl=timedelta(days=10),
            touched_by=(),
            read=lambda window, population, clients=None: self.read(name, window, clients),
            rows=lambda window, client, population: self.between(name, window, client),
        )
        vital = replace(vital, **changes)
        self.vitals.setdefault(vital.center, []).append(vital)
        self.rows.setdefault(name, [])
        return vital

    def add(
        self,
        name: str,
        at: datetime,
        good: int = 1,
        bad: int = 0,
        client: int | None = None,
        excluded: str = "",
    ) -> None:
        for number in range(good + bad):
            up = Decimal(1 if number < good else 0)
            self.rows[name].append(
                EvidenceRow(f"Row {number}", "/row/", at, client, up, Decimal(1), excluded)
            )

    def between(self, name: str, window: Window, client: int | None) -> list[EvidenceRow]:
        center = name.split(".")[0]
        if center in self.broken:
            raise RuntimeError("this center cannot be read")
        return [
            row
            for row in self.rows[name]
            if window.start <= row.at < window.end and client in (None, row.client_id)
        ]

    def read(self, name: str, window: Window, clients: Clients = None) -> list[Reading]:
        found = [
            row
            for row in self.between(name, window, None)
            if not row.excluded and (clients is None or row.client_id in clients)
        ]
        return [
            Reading(
                vital=name,
                client_id=client,
                numerator=sum((r.numerator for r in mine), Decimal(0)),
                denominator=sum((r.denominator for r in mine), Decimal(0)),
                n=len(mine),
                fresh_at=max(r.at for r in mine),
            )
            for client in {row.client_id for row in found}
            for mine in [[row for row in found if row.client_id == client]]
        ]

    def module(self, label: str) -> SimpleNamespace:
        said = SimpleNamespace(
            VITALS=tuple(self.vitals.get(label, ())),
            asks=lambda who, now: self._asks(label),
            caps=lambda now: self.caps.get(label, []),
        )
        if label == "agreements":
            said.promise_counts = lambda now: self.promises
            said.hours_by_center = lambda window: self.hours
        return said

    def fingerprint(self) -> tuple[object, ...]:
        """Equal where a reading of everything would say the same."""
        vitals = [
            (v.name, v.goalposts, v.window, v.ttl, v.unit, v.direction, v.version)
            for mine in self.vitals.values()
            for v in mine
        ]
        rows = [(name, *mine) for name, mine in self.rows.items()]
        return (*vitals, *rows, repr(self.caps), *self.broken)

    def _asks(self, label: str) -> list[Ask]:
        if label in self.broken:
            raise RuntimeError("this center cannot be read")
        return self.asks.get(label, [])

    def four_vitals(self, center: str, now: datetime, shares: str = "90 90 90 90") -> None:
        """Four vitals with 100 rows a day over 90 days, at these shares of good ones."""
        for number, share in enumerate(shares.split()):
            name = f"{center}.v{number}"
            self.vital(name)
            for ago in range(90):
                good = int(share) // 10
                self.add(name, now - timedelta(days=ago, hours=1), good, 10 - good)


@pytest.fixture
def evidence(monkeypatch: pytest.MonkeyPatch) -> Evidence:
    """Replaces what the seven say of themselves for one test."""
    said = Evidence()
    real: Callable[[PartConfig, str], ModuleType | None] = centers._module

    def module(config: PartConfig, name: str) -> object:
        if name == "vitals" and isinstance(config, centers.CenterConfig):
            return said.module(config.label)
        return real(config, name)

    monkeypatch.setattr(centers, "_module", module)
    return said


@pytest.fixture(scope="session")
def days_written() -> dict[object, dict[str, bytes]]:
    """What the same evidence gave before, as it comes out of the tables and goes into them."""
    return {}


@pytest.fixture
def days_of_snapshots(
    evidence: Evidence, days_written: dict[object, dict[str, bytes]]
) -> Callable[[datetime, int], None]:
    """Take the snapshots of the last days, oldest first, as the clock would have. What the same
    evidence gave an empty database is not reckoned again."""

    def take(now: datetime, days: int) -> None:
        asked = (now, days, evidence.fingerprint())
        empty = not any(model.objects.exists() for model in (VitalSnapshot, Definition))
        if empty and asked in days_written:
            for table, rows in days_written[asked].items():
                with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
            return
        for ago in range(days, -1, -1):
            write_day(now - timedelta(days=ago), centers.centers(), count_excluded=False)
        if empty:
            days_written[asked] = dict(_taken_out(m) for m in (VitalSnapshot, CenterSnapshot))

    return take


def _taken_out(model: type[Model]) -> tuple[str, bytes]:
    """A table with its columns but the number of each row, and its rows."""
    columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
    table = f"{model._meta.db_table} ({', '.join(columns)})"
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return table, b"".join(bytes(part) for part in copy)
