"""The age of machines that a table brought: noted with its source, and gone with its import."""

from collections.abc import Callable

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.models import SheetImport
from nadi.core.sheets import actions, work
from nadi.fleet.models import Device
from nadi.planning.models import LifecycleFact

TABLE = b"""Name,Company,Serial Number,Purchase Date,Warranty Expire
WS-01,Oak & Iron,AB12,2021-04-03,2026-04-03
WS-02,Oak & Iron,AB13,,
FS01,Oak & Iron,,2019-01-02,
"""


def _go(sheet: SheetImport, by: Person) -> SheetImport:
    work.perform(sheet.pk, by.pk, telling=False)
    sheet.refresh_from_db()
    return sheet


def _facts() -> set[tuple[str, str, str, str]]:
    rows = LifecycleFact.objects.values_list("device__name", "kind", "on", "source")
    return {(name, kind, str(on), source.partition(" ")[0]) for name, kind, on, source in rows}


def test_what_papers_say_is_noted_and_goes_with_the_import(
    oak: Client, ruth: Person, deliver: Callable[[], int]
) -> None:
    server = Device.objects.create(client=oak, name="FS01", state="active")
    LifecycleFact.objects.create(
        device=server, kind="purchased", state="dated", on="2018-01-01", source="invoice"
    )
    sheet = actions.keep_sheet(TABLE, kind="devices", file_name="t.csv", by=ruth)
    _go(actions.choose_columns(sheet, mapping=sheet.mapping, fixed={}, days="", by=ruth), ruth)
    _go(actions.begin_import(sheet, by=ruth), ruth)
    deliver()
    assert _facts() == {
        ("WS-01", "purchased", "2021-04-03", "import"),
        ("WS-01", "warranty_end", "2026-04-03", "import"),
        ("FS01", "purchased", "2019-01-02", "import"),
        ("FS01", "purchased", "2018-01-01", "invoice"),
    }
    _go(actions.begin_undo(sheet, also=[], by=ruth), ruth)
    deliver()
    sheet.refresh_from_db()
    assert (sheet.state, sheet.counts["stays"]) == ("undone", 0), "its own word does not hold it"
    assert list(Device.objects.all()) == [server]
    assert _facts() == {("FS01", "purchased", "2018-01-01", "invoice")}
