"""Northlight IT as client zero: its goals, its road, and three reviews, the last a little old."""

from datetime import datetime, time, timedelta

from django.conf import settings

from nadi.accounts.demo import person
from nadi.core.demo import Story
from nadi.core.quarters import next_quarters
from nadi.planning.demo import words
from nadi.planning.demo.telling import Asked, Held, Said, hold
from nadi.planning.models import Goal, Horizon, Meeting, RoadmapItem, StepState

REVIEWED = (285, 194, 101)
QUESTIONS = ("own-worked", "own-hurt", "own-ahead")


def tell(story: Story) -> None:
    maya, firsts = person("Maya Lindqvist"), next_quarters(story.now.date(), 6)
    Goal.objects.bulk_create(
        Goal(
            horizon=Horizon(horizon),
            statement=statement,
            measure=measure,
            noted_at=story.day(285),
            noted_by=maya,
        )
        for horizon, statement, measure in words.OWN_GOALS
    )
    RoadmapItem.objects.bulk_create(
        RoadmapItem(
            title=title,
            quarter=firsts[ahead],
            state=StepState(state),
            made_at=story.day(101),
            made_by=maya,
        )
        for title, ahead, state in words.OWN_STEPS
    )
    last: Meeting | None = None
    for number, (answers, decisions, action) in enumerate(words.OWN_REVIEWS):
        at = _morning(story, REVIEWED[number])
        owner = maya if number == 0 else person("Henrik Dahl")
        due = (at + timedelta(days=14)).date()
        review = Held(
            client=None,
            at=at,
            lead=maya,
            zone=maya.zone,
            attendees="Maya, Henrik, Priya",
            answers=dict(zip(QUESTIONS, answers, strict=True)),
            decisions=[
                Asked(question, "", [(chosen, "", 0, 0)], "It goes on as it is.", 1, "Maya", "")
                for question, chosen in decisions
            ],
            actions=[Said(action, owner, None, due, _morning(story, REVIEWED[number] - 9))],
            next_at=at + timedelta(days=91),
            follows=last,
        )
        hold([review], settings.NADI_CURRENCY)
        last = review.row
    if last is None or last.closed_at is None:
        raise ValueError("the firm reviews itself")
    Meeting.objects.create(
        client=None,
        at=_morning(story, -9),  # moved once already
        lead=maya,
        because="Maya was at the school",
        follows=last,
        made_at=last.closed_at,
        made_by=maya,
    )


def _morning(story: Story, ago: int) -> datetime:
    maya = person("Maya Lindqvist")
    day = (story.now.astimezone(maya.zone) - timedelta(days=ago)).date()
    while day.weekday() >= 5:
        day += timedelta(days=-1 if ago > 0 else 1)
    return datetime.combine(day, time(15), tzinfo=maya.zone)
