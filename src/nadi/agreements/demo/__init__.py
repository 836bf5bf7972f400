"""What Northlight IT has promised, to whom, and how it went for a year.

The papers, words and hours are told here. The verdicts are not told: `reflect` judges every past
night from the rows that all centers have left, by the same rule as tonight's.
"""

from datetime import timedelta

from nadi.agreements import actions
from nadi.agreements.demo import hours, papers, words
from nadi.agreements.queries import standing_in_force
from nadi.core.demo import SEASON, TELLER, Story

# A verdict stands for two days: older nights are judged where balance looks back at them.
LATELY, WEEKS, MONTH = 14, 35, 28


def tell(story: Story) -> None:
    papers.tell(story)
    words.tell(story)
    hours.tell(story)


def nights(story: Story) -> list[int]:
    """How many days ago: each of two weeks, every second of five, then weekly, then monthly."""
    return [
        *range(story.days - 1, SEASON, -MONTH),
        *range(SEASON, WEEKS, -7),
        *range(WEEKS, LATELY, -2),
        *range(LATELY, 0, -1),
    ]


def reflect(story: Story) -> None:
    """Judge the past nights, and this morning."""
    for ago in nights(story):
        moment = min(story.day(ago, 3, 10), story.now - timedelta(days=ago))
        actions.judge_promises(standing_in_force(moment), now=moment, by=TELLER)
    actions.judge_promises(standing_in_force(story.now), now=story.now, by=TELLER)
