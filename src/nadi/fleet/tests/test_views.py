"""The pages of machines, as people meet them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client as Browser
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.core.delivery import deliver
from nadi.core.events import announce
from nadi.core.models import Event
from nadi.fleet.events import ObservationReceived
from nadi.fleet.models import (
    Agent,
    Device,
    DeviceState,
    EnrolmentToken,
    Observation,
    Sample,
    SeriesLayout,
)
from nadi.fleet.series import said

BrowserOf = Callable[[Person], Browser]


@pytest.fixture
def machine(harbor: Client) -> Device:
    now = timezone.now()
    device = Device.objects.create(client=harbor, name="FS02", state="active", last_seen_at=now)
    Agent.objects.create(device=device, name="a" * 32, public_key="")
    layout = SeriesLayout.objects.create(
        digest="x", names=["cpu.percent", "disk.percent:/", "disk.percent:/srv"]
    )
    Sample.objects.create(device=device, at=now, layout=layout, values=[3.5, 40, 91.2])
    Observation.objects.create(
        device=device,
        kind="inventory",
        collected_at=now,
        body={"os": {"name": "Debian GNU/Linux", "version": "12"}, "hardware": {"model": "R1"}},
    )
    return device


def test_the_list_shows_states_and_finds_by_words(
    machine: Device, oak: Client, aisha: Person, browser_of: BrowserOf
) -> None:
    Device.objects.create(client=oak, name="CAD1", state="active")
    waiting = Device.objects.create(client=oak, name="NEW1")
    browser = browser_of(aisha)
    active = browser.get("/devices/").content.decode()
    assert "FS02" in active
    assert "CAD1" in active
    assert "NEW1" not in active
    found = browser.get("/devices/?q=harbor").content.decode()
    assert "FS02" in found
    assert "CAD1" not in found
    queue = browser.get("/devices/?state=pending").content.decode()
    assert f"/devices/{waiting.pk}/approve/" in queue


def test_a_silent_machine_stands_first_and_says_since_when(
    machine: Device, aisha: Person, browser_of: BrowserOf
) -> None:
    late = timezone.now() - timedelta(minutes=30)
    Device.objects.create(client=machine.client, name="ZZ9", state="active", last_seen_at=late)
    page = browser_of(aisha).get("/devices/").content.decode()
    assert "1 machine is silent." in page
    assert page.index("ZZ9") < page.index("FS02")


def test_the_device_page_answers_is_it_well(
    machine: Device, aisha: Person, browser_of: BrowserOf
) -> None:
    page = browser_of(aisha).get(f"/devices/{machine.pk}/").content.decode()
    assert "Reporting" in page
    assert "91.2 %" in page, "of the disks the fullest"
    assert "Debian GNU/Linux 12" in page
    assert f"/devices/{machine.pk}/said/inventory/" in page


def test_every_figure_leads_to_its_line_and_its_rows(
    machine: Device, aisha: Person, browser_of: BrowserOf
) -> None:
    browser = browser_of(aisha)
    query = "?series=disk.percent:/srv&span=6h"
    page = browser.get(f"/devices/{machine.pk}/{query}").content.decode()
    assert f"/devices/{machine.pk}/rows/?series=disk.percent%3A/srv" in page
    line = browser.get(f"/devices/{machine.pk}/line/{query}").json()
    assert [series["values"] for series in line["series"]] == [[pytest.approx(91.2, abs=0.01)]]
    rows = browser.get(f"/devices/{machine.pk}/rows/{query}").content.decode()
    assert "91.2 %" in rows
    assert "1 sample behind them" in rows


def test_what_a_machine_said_is_shown_whole(
    machine: Device, aisha: Person, browser_of: BrowserOf
) -> None:
    browser = browser_of(aisha)
    page = browser.get(f"/devices/{machine.pk}/said/inventory/").content.decode()
    assert "Debian GNU/Linux" in page
    assert browser.get(f"/devices/{machine.pk}/said/nothing/").status_code == 404


@pytest.mark.parametrize("body", [[], "no", {"os": "Debian", "hardware": [1], "disks": 7}])
def test_an_inventory_of_any_shape_breaks_nothing(
    body: object,
    machine: Device,
    aisha: Person,
    browser_of: BrowserOf,
) -> None:
    row = Observation.objects.create(
        device=machine, kind="inventory", collected_at=timezone.now(), body=body
    )
    fact = ObservationReceived(machine.pk, row.pk, "inventory")
    with transaction.atomic():
        event = announce(fact)
    assert deliver(event.pk), Event.objects.get(pk=event.pk).last_error
    assert browser_of(aisha).get(f"/devices/{machine.pk}/").status_code == 200


def test_a_limited_technician_and_a_contact_see_nothing_of_others(
    oak: Client, jonas: Person, tom: Person, browser_of: BrowserOf
) -> None:
    hidden = Device.objects.create(client=oak, name="CAD1", state="active")
    for path in ("", "line/", "rows/?series=cpu.percent", "said/inventory/", "change/"):
        assert browser_of(jonas).get(f"/devices/{hidden.pk}/{path}").status_code == 404, path
        assert browser_of(tom).get(f"/devices/{hidden.pk}/{path}").status_code == 403, path
    assert browser_of(jonas).post(f"/devices/{hidden.pk}/approve/").status_code == 404
    assert "CAD1" not in browser_of(jonas).get("/devices/").content.decode()
    assert "CAD1" not in browser_of(jonas).get(f"/devices/of-client/{oak.pk}/").content.decode()


def test_a_token_comes_with_the_line_to_run(
    harbor: Client, aisha: Person, browser_of: BrowserOf
) -> None:
    browser = browser_of(aisha)
    form = {"client": harbor.pk, "max_uses": 2, "hours": 24}
    page = browser.post("/devices/tokens/", form).content.decode()
    assert "nadi-agent enrol --dir /var/lib/nadi-agent --server http" in page
    token = EnrolmentToken.objects.get()
    assert (token.client, token.max_uses, token.approves) == (harbor, 2, False)
    assert "--token" not in browser.get("/devices/tokens/").content.decode(), "shown once"
    browser.post(f"/devices/tokens/{token.pk}/withdraw/")
    token.refresh_from_db()
    assert token.withdrawn_at is not None


def test_the_story_of_a_machine_in_doubt(
    machine: Device, aisha: Person, browser_of: BrowserOf
) -> None:
    browser, path = browser_of(aisha), f"/devices/{machine.pk}/"
    steps = [
        ("quarantine/", {"because": "Two of them"}, DeviceState.QUARANTINED),
        ("release/", {"because": "The copy is gone"}, DeviceState.ACTIVE),
        ("retire/", {"because": "Sold"}, DeviceState.RETIRED),
    ]
    for act, values, state in steps:
        assert browser.post(path + act, values).status_code == 302
        machine.refresh_from_db()
        assert machine.state == state
        assert browser.get(path).status_code == 200
    assert browser.post(path + "retire/", {"because": "again"}).status_code == 409


def test_a_device_is_described(machine: Device, aisha: Person, browser_of: BrowserOf) -> None:
    form = {"name": "FS02 files", "kind": "server", "silent_after_minutes": 10}
    answer = browser_of(aisha).post(f"/devices/{machine.pk}/change/", form)
    assert answer.status_code == 302
    machine.refresh_from_db()
    assert (machine.name, machine.silent_after_minutes) == ("FS02 files", 10)


def test_the_panel_on_the_clients_page(
    machine: Device, aisha: Person, browser_of: BrowserOf
) -> None:
    late = timezone.now() - timedelta(hours=1)
    Device.objects.create(client=machine.client, name="ZZ9", state="active", last_seen_at=late)
    panel = browser_of(aisha).get(f"/devices/of-client/{machine.client_id}/").content.decode()
    assert "1 machine reports." in panel
    assert "ZZ9" in panel


@pytest.mark.parametrize(
    ("name", "value", "title", "text"),
    [
        ("disk.percent:/srv", 91.24, "Disk /srv", "91.2 %"),
        ("cpu.load1", 0.5, "Load, 1 minute", "0.5"),
        ("net.in_kib_s", 12345.6, "Network, in", "12,346 KiB/s"),
        ("gpu.busy_percent:0", 3.0, "gpu.busy_percent:0", "3 %"),
        ("memory.percent", None, "Memory", "–"),
    ],
)
def test_series_in_words(name: str, value: float | None, title: str, text: str) -> None:
    words = said(name)
    assert (str(words.title), words.write(value)) == (title, text)
