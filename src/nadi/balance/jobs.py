"""What the clock runs: the night's snapshot, and the centers that facts touched."""

from django.utils import timezone
from procrastinate.contrib.django import app

from nadi.balance import actions, preparing, refreshing
from nadi.core.actors import System

CLOCK = System("clock")


@app.periodic(cron="15 * * * *")
@app.task(name="balance.take_snapshot", queue="clock", lock="balance.snapshot", pass_context=False)
def take_snapshot(timestamp: int) -> None:
    """Each hour, so that the day's last one stands whatever zone the firm lives in, and freshness
    fades also where no fact arrives."""
    actions.take_snapshot(timezone.now(), count_excluded=True, by=CLOCK)


@app.periodic(cron="* * * * *")
@app.task(name="balance.refresh", queue="clock", lock="balance.snapshot", pass_context=False)
def refresh(timestamp: int) -> None:
    """What facts touched since. It decides nothing and is no act of anybody: the figures follow."""
    refreshing.refresh(timezone.now())


@app.periodic(cron="* * * * *")
@app.task(name="balance.prepare", queue="clock", lock="balance.prepare", pass_context=False)
def prepare(timestamp: int) -> None:
    """What Today asks of those who lead, where it no longer holds."""
    preparing.prepare(timezone.now())
