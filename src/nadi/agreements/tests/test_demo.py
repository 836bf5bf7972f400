"""The demo's story of Root holds together."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nadi.accounts import demo as accounts_demo
from nadi.agreements import demo
from nadi.agreements.models import Agreement, SpokenPromise, Verdict
from nadi.agreements.queries.needs import needs_now
from nadi.agreements.queries.standing import promise_counts
from nadi.agreements.rules.terms import State
from nadi.agreements.vitals import VITALS, caps
from nadi.core.demo import Story
from nadi.core.vitals import Vital, Window

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)


@pytest.fixture
def told(told_demo: Story) -> Story:
    return told_demo


def test_the_story_of_root(told: Story) -> None:
    with time_machine.travel(NOW, tick=False):
        oak = Agreement.objects.get(client__name="Oak & Iron")
        standing = oak.standing(NOW.date())
        assert standing.state == State.ENDING
        assert (standing.last_day, standing.notice_day) == (
            NOW.date() + timedelta(days=21),
            NOW.date() + timedelta(days=4),
        )
        titles = [need.title for need in needs_now(accounts_demo.person("Maya Lindqvist"), NOW)]
        assert titles[0] == "You get a new front-desk screen"
        assert "Oak & Iron’s agreement ends in 21 days" in titles
        assert "Juniper Hotel has no signed agreement" in titles
        assert caps(NOW) == []
    assert set(SpokenPromise.objects.values_list("direction", flat=True)) == {
        "us_to_client", "client_to_us", "us_to_employee", "employee_to_us",
        "us_to_vendor", "vendor_to_us",
    }  # fmt: skip
    answers = set(Verdict.objects.values_list("answer", flat=True))
    assert {"kept", "broken", "not_judged"} <= answers
    counts = {row.center: row for row in promise_counts(NOW)}
    assert counts["agreements"].made == len(demo.papers.DEALS)


def _sums_fit(vital: Vital, window: Window) -> None:
    rows = vital.rows(window, None, None)
    readings = list(vital.read(window, None))
    assert {reading.client_id for reading in readings} == {row.client_id for row in rows}
    for reading in readings:
        counted = [r for r in rows if r.client_id == reading.client_id and not r.excluded]
        assert reading.n == len(counted)
        assert reading.numerator == sum(row.numerator for row in counted)
        if reading.denominator is not None:
            assert reading.denominator == sum(row.denominator or 0 for row in counted)


def test_every_reading_is_the_sum_of_its_rows_in_one_statement(told: Story) -> None:
    for vital in VITALS:
        for ago in (0, 1, 20, 400):
            window = Window.before(NOW - timedelta(days=ago), vital.window)
            _sums_fit(vital, window)
            with CaptureQueriesContext(connection) as spent:
                readings = list(vital.read(window, None))
            assert len(spent) == 1, vital.name
            assert readings or ago == 400, (vital.name, ago)
