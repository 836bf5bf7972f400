"""What Northlight IT has promised, to whom, and how it went for the last ninety days.

The papers, words and hours are told here. The verdicts are not told: `reflect` judges every past
night from the rows that all centers have left, by the same rule as tonight's.
"""

from datetime import timedelta

from nadi.agreements import actions
from nadi.agreements.demo import hours, papers, words
from nadi.agreements.queries import standing_in_force
from nadi.core.demo import TELLER, Story

PAST_NIGHTS = (*range(91, 35, -7), *range(35, 0, -1))


def tell(story: Story) -> None:
    papers.tell(story)
    words.tell(story)
    hours.tell(story)


def reflect(story: Story) -> None:
    """Judge the past nights, and this morning."""
    for ago in PAST_NIGHTS:
        moment = min(story.day(ago, 3, 10), story.now - timedelta(days=ago))
        actions.judge_promises(standing_in_force(moment), now=moment, by=TELLER)
    actions.judge_promises(standing_in_force(story.now), now=story.now, by=TELLER)
