"""How rows that belong to the firm itself become its one reading."""

from collections.abc import Callable
from decimal import Decimal

from nadi.core.vitals import Clients, EvidenceRow, Reading, ReadVital, Window

ONE, NONE = Decimal(1), Decimal(0)
RowsOf = Callable[[Window, str | None], list[EvidenceRow]]


def read_of(name: str, rows: RowsOf) -> ReadVital:
    """The reading of rows that no client has. Asked for some clients only, there is none."""

    def read(
        window: Window, population: str | None = None, clients: Clients = None
    ) -> list[Reading]:
        if clients is not None:
            return []
        found = rows(window, population)
        counted = [row for row in found if not row.excluded]
        if not counted:
            return []
        return [
            Reading(
                vital=name,
                client_id=None,
                numerator=sum((row.numerator for row in counted), NONE),
                denominator=sum((row.denominator or NONE for row in counted), NONE),
                n=len(counted),
                fresh_at=window.end,
            )
        ]

    return read


def rows_of(rows: RowsOf) -> Callable[[Window, int | None, str | None], list[EvidenceRow]]:
    """The same rows; of a client there are none."""

    def of_client(
        window: Window, client_id: int | None, population: str | None
    ) -> list[EvidenceRow]:
        return rows(window, population) if client_id is None else []

    return of_client
