"""The crown's year at Northlight IT: fair, for reasons one can see, and alive."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction
from django.test import Client as Browser

from nadi.accounts import demo as accounts_demo
from nadi.accounts.models import Person
from nadi.clients import demo as clients_demo
from nadi.clients.models import Client
from nadi.core.demo import Story, storytelling
from nadi.core.vitals import Window
from nadi.culture import demo, queries
from nadi.culture.models import Answer, Kudos, OneOnOne, StandUp, TrustCheck
from nadi.culture.vitals import VITALS, asks, since


@pytest.fixture
def story(told_demo: Story) -> Story:
    return told_demo


def _person(name: str) -> Person:
    return Person.objects.get(name=name)


def test_a_year_is_there(story: Story) -> None:
    assert OneOnOne.objects.count() > 80
    assert StandUp.objects.count() == 49
    assert Kudos.objects.count() > 40
    assert TrustCheck.objects.count() >= 6


def test_it_is_fair_for_reasons_one_can_see(story: Story) -> None:
    read = {}
    for vital in VITALS:
        rows = list(vital.read(Window.before(story.now, vital.window), None))
        above, below = sum(r.numerator for r in rows), sum(r.denominator or 0 for r in rows)
        read[vital.name] = (int(above), int(below))
    assert read["culture.one_on_ones"] == (7, 8)
    assert read["culture.goals_agreed"] == (6, 8)
    assert read["culture.relations_tended"] == (16, 18)
    assert read["culture.kudos_given"] == (3, 0)
    outside, all_ = read["culture.after_hours"]
    assert 0.03 < outside / all_ < 0.2
    worst = VITALS[2].rows(Window.before(story.now, VITALS[2].window), None, None)[0]
    assert Client.objects.get(pk=worst.client_id).name == "Delta Freight"


def test_what_is_shown_of_the_checks_was_decided_by_the_rules(story: Story) -> None:
    """Sam came between two checks of the team: the one in which only he is new is kept back."""
    team = list(TrustCheck.objects.filter(audience="team").order_by("launched_on"))
    assert [check.withheld for check in team] == ["", "", "too_near", ""]
    assert [check.result_id is not None for check in team] == [True, True, False, False]
    assert team[-1].is_open
    assert not Answer.objects.filter(check_asked=team[-1]).exists()


def test_monday_morning_asks_for_the_stand_up_and_its_page_is_full(
    story: Story, browser_of: Callable[[Person], Browser]
) -> None:
    henrik = _person("Henrik Dahl")
    titles = [str(ask.title) for ask in asks(henrik, story.now)]
    assert "Hold the Monday stand-up" in titles
    with time_machine.travel(story.now, tick=False):
        page = browser_of(henrik).get("/culture/stand-up/").content.decode()
        assert page.index("dead printer") < page.index("Roll call")
        for path in (
            "", "page/", "one-on-ones/", "goals/", "kudos/", "stand-ups/", "relations/", "trust/",
        ):  # fmt: skip
            assert browser_of(henrik).get(f"/culture/{path}").status_code == 200


def test_something_came_since_friday(story: Story) -> None:
    told = since(_person("Maya Lindqvist"), story.day(5), story.now)
    assert 1 <= len(told) <= 3
    assert all(one.url.startswith("/culture/") for one in told)


def test_telling_it_takes_little(db: None) -> None:
    """At most a second and a half of its own, on what the packages below have told."""
    story = Story(datetime(2026, 11, 23, 8, 10, tzinfo=UTC))
    with time_machine.travel(story.now, tick=False), transaction.atomic(), storytelling():
        accounts_demo.tell(story)
        clients_demo.tell(story)
        begun = time.process_time()
        demo.tell(story)
        assert time.process_time() - begun < 1.5
    assert queries.stand_ups(_person("Maya Lindqvist")).count() == 49
