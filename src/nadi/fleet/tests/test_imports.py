"""Imports as a whole, over every kind there is: taken back they leave nothing, made twice they make
nothing new, killed half way they have not begun."""

import csv
import io
import time
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact, Site
from nadi.core.actions import plain
from nadi.core.events import Event
from nadi.core.models import SheetImport, SheetProgress
from nadi.core.sheets import actions, work, writing
from nadi.core.tests.chance import tries
from nadi.core.tests.forked import forked
from nadi.fleet.models import Device, DeviceState
from nadi.fleet.tests.conftest import IntakeProcess
from nadi.fleet.tests.machine import Machine

State = SheetImport.State
KINDS = {"clients": Client, "sites": Site, "contacts": Contact, "devices": Device}


def _csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    headings = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, headings)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _look(kind: str, raw: bytes, by: Person) -> SheetImport:
    sheet = actions.keep_sheet(raw, kind=kind, file_name="table.csv", by=by)
    return _go(actions.choose_columns(sheet, mapping=sheet.mapping, fixed={}, days="", by=by), by)


def _go(sheet: SheetImport, by: Person) -> SheetImport:
    work.perform(sheet.pk, by.pk, telling=False)
    sheet.refresh_from_db()
    return sheet


def _everything() -> dict[str, list[dict[str, object]]]:
    return {
        kind: [
            {k: plain(v) for k, v in row.items()} for row in model.objects.order_by("pk").values()
        ]
        for kind, model in KINDS.items()
    }


NAMES = st.sampled_from(
    ["Ann", "ann", "Bob", "Eve Moss", "=Ivy", "", "PC 1", "pc  1", "Oak & Iron"]
)
ROWS = {
    "clients": {"Company": NAMES, "Website": st.sampled_from(["", "a.example", "b.example", "no"])},
    "sites": {"Client": st.sampled_from(["Oak & Iron", "HARBOR dental", "Nobody"]), "Site": NAMES,
              "City": st.sampled_from(["", "Rome", "Oslo"])},
    "contacts": {"Client": st.sampled_from(["Oak & Iron", "Harbor Dental"]), "Name": NAMES,
                 "Email": st.sampled_from(["", "a@x.example", "B@x.example", "tom@oakiron.example"]),  # noqa: E501
                 "Phone": st.sampled_from(["", "1", "+2"])},
    "devices": {"Client": st.sampled_from(["Oak & Iron", "Harbor Dental"]), "Name": NAMES,
                "Serial Number": st.sampled_from(["", "", "S1", "s1", "S2", "N/A"]),
                "Type": st.sampled_from(["", "Server", "Laptop", "Toaster"]),
                "Purchase Date": st.sampled_from(["", "2020-01-02", "3.4.2021", "soon"])},
}  # fmt: skip
TABLES = st.sampled_from(sorted(ROWS)).flatmap(
    lambda kind: st.tuples(
        st.just(kind), st.lists(st.fixed_dictionaries(ROWS[kind]), min_size=1, max_size=7)
    )
)


@pytest.fixture
def a_firm(oak: Client, harbor: Client, tom: Person) -> None:
    Site.objects.create(client=oak, name="Ann")
    for name, address in (("Ann", ""), ("Bob", "b@x.example"), ("Bob", "")):
        Contact.objects.create(client=oak, name=name, email=address)
    Device.objects.create(client=oak, name="PC 1", state="active")
    Device.objects.create(client=oak, name="Bob", serial="S1", state="active")
    Device.objects.create(client=harbor, name="Ann", serial="S2", state="retired")


@tries(30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=TABLES)
def test_taken_back_it_was_never_there_and_twice_makes_nothing_new(
    table: tuple[str, list[dict[str, str]]], a_firm: None, ruth: Person
) -> None:
    kind, rows = table
    raw = _csv(rows)
    with transaction.atomic():
        before = _everything()
        sheet = _look(kind, raw, ruth)
        assert _everything() == before, "looking writes nothing"
        if sheet.counts.get("new") or sheet.counts.get("changes"):
            sheet = _go(actions.begin_import(sheet, by=ruth), ruth)
            assert (sheet.state, sheet.problem) == (State.DONE, "")
            again = _look(kind, raw, ruth)
            assert (again.counts["new"], again.counts["changes"]) == (0, 0)
            sheet = _go(actions.begin_undo(sheet, also=[], by=ruth), ruth)
            assert (sheet.state, sheet.counts["stays"]) == (State.UNDONE, 0)
        assert _everything() == before
        transaction.set_rollback(True)


DEVICES = (
    "Name,Type,Company,Serial Number,Manufacturer,Model,Purchase Date,Warranty Expire\n"
    "WS-01,Laptop,Oak & Iron,ab12,Dell,Latitude 7440,2021-04-03,2026-04-03\n"
    "FW-01,Firewall,Oak & Iron,To be filled by O.E.M.,,,,\n"
)


def test_devices_come_known_without_an_agent_and_planning_hears_of_their_age(
    oak: Client, ruth: Person
) -> None:
    sheet = _look("devices", DEVICES.encode(), ruth)
    _go(actions.begin_import(sheet, by=ruth), ruth)
    laptop, wall = Device.objects.get(name="WS-01"), Device.objects.get(name="FW-01")
    assert (laptop.state, laptop.kind, laptop.serial) == (DeviceState.KNOWN, "workstation", "AB12")
    assert (laptop.model, str(laptop.warranty_until)) == ("Dell Latitude 7440", "2026-04-03")
    assert (wall.kind, wall.serial) == ("network", "")
    fact = Event.objects.get(name="fleet.DevicesImported").facts
    assert fact == {
        "client_id": oak.pk,
        "source": f"import {sheet.pk}",
        "devices": [[laptop.pk, "2021-04-03", "2026-04-03"], [wall.pk, "", ""]],
    }
    sheet.refresh_from_db()
    _go(actions.begin_undo(sheet, also=[], by=ruth), ruth)
    assert not Device.objects.exists()
    assert Event.objects.get(name="fleet.DevicesTakenBack").facts["device_ids"]


def test_a_serial_number_stands_at_one_client(oak: Client, harbor: Client, ruth: Person) -> None:
    Device.objects.create(client=harbor, name="WS-77", serial="AB12", state="active")
    sheet = _look("devices", DEVICES.encode(), ruth)
    assert sheet.lines.get(number=2).why == (
        "its serial number is that of WS-77 at Harbor Dental already"
    )


def test_an_agent_takes_the_place_of_what_the_papers_knew(intake: IntakeProcess) -> None:
    token = intake.token(approves=True)
    client_id = intake.one(
        "SELECT client_id FROM fleet_enrolmenttoken WHERE digest = encode(sha256(%s), 'hex')",
        token.encode(),
    )
    machine = Machine(intake.address)
    known = intake.one(
        "INSERT INTO fleet_device (client_id, name, state, serial) VALUES (%s, upper(%s), 'known',"
        " 'AB12') RETURNING id",
        client_id,
        "machine",
    )
    assert machine.enrol(token).body["state"] == "active"
    found = intake.rows(
        "SELECT d.id, d.state, d.serial FROM fleet_device d JOIN fleet_agent a"
        " ON a.device_id = d.id WHERE a.name = %s",
        machine.agent,
    )
    assert found == [(known, "active", "AB12")]


def _write_slowly(sheet: SheetImport, by: Person) -> None:
    real = writing._make

    def slowly(*arguments: Any) -> list[Any]:
        made = real(*arguments)
        if made:
            print("written, not committed", flush=True)
            time.sleep(60)
        return made

    writing._make = slowly
    work.perform(sheet.pk, by.pk)


def _killed_while_writing(sheet: SheetImport, by: Person) -> None:
    with forked(partial(_write_slowly, sheet, by)) as dying:
        assert "written" in dying.line()
        dying.kill()


@pytest.mark.slow
def test_killed_half_way_it_has_not_begun_and_is_begun_again(
    transactional_db: None, oak: Client, ruth: Person
) -> None:
    rows = [{"Client": "Oak & Iron", "Name": f"WS-{n:04}"} for n in range(1200)]
    sheet = _look("devices", _csv(rows), ruth)
    assert sheet.counts["new"] == 1200
    actions.begin_import(sheet, by=ruth)
    _killed_while_writing(sheet, ruth)
    sheet.refresh_from_db()
    assert sheet.state == State.IMPORTING
    assert not Device.objects.exists(), "written whole or not at all"
    told = SheetProgress.objects.get(pk=sheet.pk)
    assert told.total == 1200, "how far it came is seen from outside"
    work.perform(sheet.pk, ruth.pk)
    work.perform(sheet.pk, ruth.pk)
    sheet.refresh_from_db()
    assert (sheet.state, Device.objects.count()) == (State.DONE, 1200)
    assert SheetProgress.objects.get(pk=sheet.pk).done == 1200
