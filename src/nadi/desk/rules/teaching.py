"""Whether a ticket was hard enough that the others should hear what it taught."""

HARD_MINUTES = 60
HARD_NOTES = 4


def is_hard(*, minutes: int, notes: int, reopened: int) -> bool:
    """An hour of work, four notes of ours, or one that came back."""
    return minutes >= HARD_MINUTES or notes >= HARD_NOTES or reopened > 0
