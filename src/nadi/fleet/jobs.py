"""What the clock runs for the machines."""

from django.utils import timezone
from procrastinate.contrib.django import app

from nadi.fleet import history


@app.periodic(cron="1-59/5 * * * *")
@app.task(name="fleet.roll_up_five_minutes", queue="clock", lock="fleet.roll_up_five_minutes")
def roll_up_five_minutes(timestamp: int) -> None:
    history.roll_up(history.FIVE_MINUTES, timezone.now())


@app.periodic(cron="3 * * * *")
@app.task(name="fleet.roll_up_hours", queue="clock", lock="fleet.roll_up_hours")
def roll_up_hours(timestamp: int) -> None:
    history.roll_up(history.HOUR, timezone.now())


@app.periodic(cron="17 */6 * * *")
@app.task(name="fleet.keep_days", queue="clock", lock="fleet.keep_days")
def keep_days(timestamp: int) -> None:
    history.keep_days(timezone.now())
    history.forget(timezone.now())
