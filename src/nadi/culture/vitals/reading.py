"""Rows first, and the reading as their sum: a figure that cannot differ from what stands behind
it."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

from nadi.core.vitals import Clients, EvidenceRow, Reading, Window

Rows = Callable[[Window, Clients], list[EvidenceRow]]
ONE, NONE = Decimal(1), Decimal(0)


def summed(name: str, rows: Rows) -> Callable[..., list[Reading]]:
    """A reading per client of rows that come in one statement. What falls due by the clock is known
    up to the window's end. Rows that belong to the firm alone are none of any client."""

    def read(
        window: Window, population: str | None = None, clients: Clients = None
    ) -> list[Reading]:
        groups: dict[int | None, list[EvidenceRow]] = defaultdict(list)
        for row in rows(window, clients):
            groups[row.client_id].append(row)
        return [_reading(name, client, found, window) for client, found in groups.items()]

    return read


def _reading(name: str, client_id: int | None, rows: list[EvidenceRow], window: Window) -> Reading:
    counted = [row for row in rows if not row.excluded]
    amount = any(row.denominator is None for row in rows)
    return Reading(
        vital=name,
        client_id=client_id,
        numerator=sum((row.numerator for row in counted), NONE),
        denominator=None if amount else sum((row.denominator or NONE for row in counted), NONE),
        n=len(counted),
        fresh_at=window.end,
    )


def listed(rows: Rows) -> Callable[..., list[EvidenceRow]]:
    """The same rows, of one client or of everybody."""

    def of_client(
        window: Window, client_id: int | None = None, population: str | None = None
    ) -> list[EvidenceRow]:
        return rows(window, None if client_id is None else frozenset({client_id}))

    return of_client


def of_the_firm(rows: Callable[[Window], list[EvidenceRow]]) -> Rows:
    """Rows that belong to no client."""
    return lambda window, clients: rows(window) if clients is None else []
