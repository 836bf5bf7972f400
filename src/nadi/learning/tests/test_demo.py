"""A year of Sacral at the demo firm: mediocre, for reasons one can see."""

from datetime import timedelta

import pytest

from nadi.accounts.demo import person
from nadi.core import centers
from nadi.core.demo import Story
from nadi.core.vitals import Window
from nadi.learning import queries
from nadi.learning.models import Procedure, Run
from nadi.learning.queries.needs import needs_now


@pytest.fixture
def told(told_demo: Story) -> Story:
    return told_demo


def _percent(name: str, story: Story, ago: int = 0) -> float:
    vital = centers.vital(name)
    window = Window.before(story.now - timedelta(days=ago), vital.window)
    rows = [row for row in vital.rows(window, None, None) if not row.excluded]
    return float(
        100 * sum(row.numerator for row in rows) / sum(row.denominator or 0 for row in rows)
    )


def test_procedures_are_written_and_a_third_is_past_its_date(told: Story) -> None:
    assert 20 <= Procedure.objects.in_force().count() <= 30
    assert 60 <= _percent("learning.procedures_in_date", told) < 75


def test_the_other_figures_are_neither_good_nor_hopeless(told: Story) -> None:
    assert 40 <= _percent("learning.learning_hours", told) < 75
    assert 40 <= _percent("learning.trials_decided", told) < 75
    assert 50 <= _percent("learning.runs_improved", told) < 90


def test_every_figure_has_had_evidence_for_a_month(told: Story) -> None:
    for vital in centers.center("learning").vitals:
        for ago in (7, 28):
            assert _percent(vital.name, told, ago) > 0, vital.name


def test_what_others_run_is_in_force_since_long(told: Story) -> None:
    for slug in ("monthly-maintenance", "daily-monitoring-round", "test-restore"):
        found = queries.procedure_in_force(slug)
        assert found is not None
        version = found.versions.order_by("number").first()
        assert version is not None
        assert version.published_at < told.now - timedelta(days=300)


def test_the_owner_is_asked_for_what_is_past_its_day(told: Story) -> None:
    titles = [need.title for need in needs_now(person("Maya Lindqvist"), told.now)]
    assert titles[0] == "Decide the trial of Remote support in the browser"
    assert "Read “Client leaves” again" in titles or "Read “A client leaves” again" in titles
    assert "Agree with Sam Okafor what they learn" in titles
    asked = [need.title for need in needs_now(person("Jonas Berg"), told.now)]
    assert "Say what your training taught you" in asked


def test_runs_wait_that_nobody_ended(told: Story) -> None:
    going = Run.objects.going().filter(version__procedure__slug="troubleshooting-log")
    assert [run.client.name for run in going if run.client] == ["Ivory Print"]
