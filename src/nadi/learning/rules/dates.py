"""When a procedure is read again at the latest. See docs/algorithms/learning.md."""

from datetime import date, timedelta

QUARTER = timedelta(days=90)
# Runs in the last 90 days at least, and the days until it is read again at the latest.
OFTEN = ((12, 90), (4, 180), (0, 365))


def latest_review(read_on: date, runs_in_quarter: int) -> date:
    """The last day on which a procedure read on this day must be read again: what is run often
    goes wrong often, so it is read sooner."""
    days = next(days for least, days in OFTEN if runs_in_quarter >= least)
    return read_on + timedelta(days=days)


def review_date(read_on: date, runs_in_quarter: int, wanted: date | None) -> tuple[date, str]:
    """The date that will stand, and a sentence where the wanted one cannot be."""
    latest = latest_review(read_on, runs_in_quarter)
    if wanted is None:
        return latest, ""
    if wanted <= read_on:
        return latest, "The date to read it again lies in the future."
    if wanted > latest:
        days = (latest - read_on).days
        return latest, f"It has to be read again within {days} days, by {latest.isoformat()}."
    return wanted, ""
