"""What the clock runs for Solar."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from nadi.monitoring import foresight, looking, watching
from nadi.monitoring.models import CheckResult

KEEP_RESULTS = timedelta(days=90)


@app.periodic(cron="* * * * * */15")
@app.task(name="monitoring.tick", queue="clock", lock="monitoring.tick")
def tick(timestamp: int) -> None:
    watching.tick(timezone.now())


@app.periodic(cron="* * * * * */15")
@app.task(name="monitoring.look", queue="clock", lock="monitoring.look")
def look(timestamp: int) -> None:
    looking.look_at_due(timezone.now())


@app.periodic(cron="40 4 * * *")
@app.task(name="monitoring.foresee", queue="clock", lock="monitoring.foresee")
def foresee(timestamp: int) -> None:
    foresight.foresee(timezone.now())


@app.periodic(cron="50 4 * * *")
@app.task(name="monitoring.forget", queue="clock", lock="monitoring.forget")
def forget(timestamp: int) -> None:
    CheckResult.objects.filter(at__lt=timezone.now() - KEEP_RESULTS).delete()
