"""The demo's story of Third Eye holds together."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.core import centers
from nadi.core.demo import Story
from nadi.core.vitals import Window
from nadi.planning import packing
from nadi.planning.models import Meeting
from nadi.planning.rules.meetings import seal
from nadi.planning.vitals import VITALS, asks, since

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)


@pytest.fixture
def told(told_demo: Story) -> Story:
    return told_demo


def test_thursday_is_ready(told: Story) -> None:
    with time_machine.travel(NOW, tick=False):
        meeting = Meeting.objects.open().get(client__name="Harbor Dental")
        assert meeting.at.date() == NOW.date() + timedelta(days=3)
        pack = packing.pack_of(meeting, NOW)
        assert len(pack.goals) == 2
        assert pack.ours
        assert pack.theirs
        assert 1 <= len(pack.decisions) <= 3
        assert all(any(option.is_nothing for option in options) for _, options in pack.decisions)
        assert len(pack.quarters) == 4
        assert pack.past.n + pack.due.n >= 2
        assert pack.risks


def test_every_figure_of_the_page_leads_to_exactly_its_rows(
    told: Story, browser_of: Callable[[Person], Browser]
) -> None:
    maya = person("Maya Lindqvist")
    with time_machine.travel(NOW, tick=False):
        browser = browser_of(maya)
        for meeting in Meeting.objects.open().filter(client__isnull=False).select_related("client"):
            pack, on = packing.pack_of(meeting, NOW), meeting.day().isoformat()
            assert meeting.client is not None
            here = f"/planning/devices/?client={meeting.client.slug}&on={on}"
            figures = {
                f"{here}&quarter={each.first}": each.devices.n for each in pack.quarters
            } | {
                f"{here}&place={place}": band.n
                for place, band in (
                    ("past", pack.past), ("due", pack.due), ("unknown", pack.unknown),
                    ("planned", pack.planned),
                )
            }  # fmt: skip
            for path, n in figures.items():
                page = browser.get(path).content.decode()
                assert page.count('<a class="row-link"') == n, path


def test_every_meeting_of_the_past_is_sealed_and_followed(told: Story) -> None:
    held = Meeting.objects.held()
    assert held.count() > 30
    assert all(seal(each.document) == each.sha256 for each in held)
    ahead = Meeting.objects.open().filter(client__isnull=False)
    assert ahead.filter(follows__isnull=False).count() == ahead.count() - 1  # Juniper begins


def test_third_eye_is_fair_for_reasons_one_can_see(told: Story) -> None:
    shares = {}
    for vital in VITALS:
        readings = list(vital.read(Window.before(NOW, vital.window), None))
        assert readings, vital.name
        above = sum(reading.numerator for reading in readings)
        below = sum(reading.denominator or 0 for reading in readings)
        shares[vital.name] = float(above / below * 100 if below else above)
    assert 75 <= shares["planning.clients_met"] <= 90, shares
    assert 65 <= shares["planning.next_date_set"] <= 85, shares
    assert 65 <= shares["planning.actions_on_time"] <= 92, shares
    assert 60 <= shares["planning.devices_in_plan"] <= 90, shares
    assert 92 < shares["planning.own_plan_reviewed"] < 122, shares
    with time_machine.travel(NOW, tick=False):
        found = asks(person("Maya Lindqvist"), NOW)
        titles = " / ".join(str(ask.title) for ask in found)
        assert str(found[0].title).startswith("Read the page for Harbor Dental’s road map meeting")
    assert "Harbor Dental’s road map meeting" in titles
    assert "Make a date with Grove Insurance" in titles
    assert "Find out how old" in titles or "past their date" in titles


def test_each_reading_costs_one_statement_and_each_client_its_own(told: Story) -> None:
    for vital in VITALS:
        window = Window.before(NOW, vital.window)
        with CaptureQueriesContext(connection) as spent:
            whole = {r.client_id: r for r in vital.read(window, None)}
        assert len(spent) == 1, vital.name
        some = frozenset(sorted(client for client in whole if client is not None)[:3])
        with CaptureQueriesContext(connection) as spent:
            part = {r.client_id: r for r in vital.read(window, None, some)}
        assert len(spent) <= 1, vital.name
        assert part == {client: whole[client] for client in whole if client in some}


def test_what_came_since_is_said_in_three_sentences_with_rows(told: Story) -> None:
    maya = person("Maya Lindqvist")
    with time_machine.travel(NOW, tick=False):
        found = since(maya, NOW - timedelta(days=30), NOW)
        assert 1 <= len(found) <= 3
        assert all(str(each.sentence).endswith(".") and each.url for each in found)
        assert since(maya, NOW, NOW) == []


def test_looking_ahead_is_tended(told: Story) -> None:
    assert set(centers.center("planning").tending) >= {"planning.close_meeting"}
