"""What the queue and the clock run for the heart."""

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from nadi.core.actors import System
from nadi.maintenance import housekeeping, queries, restoring
from nadi.maintenance.actions import begin_month, tell_failing_nights
from nadi.maintenance.actions.restores import QUEUE, RUN

CLOCK = System("clock")


@app.task(name=RUN, queue=QUEUE)
def run_restore(test_id: int) -> None:
    close_old_connections()
    restoring.perform(test_id)


@app.periodic(cron="* * * * *")
@app.task(
    name="maintenance.take_up_stalled", queue="clock", queueing_lock="maintenance.take_up_stalled"
)
def take_up_stalled(timestamp: int) -> None:
    for test in queries.stalled_tests(timezone.now()):
        try:
            run_restore.configure(queueing_lock=f"{RUN} {test.pk}").defer(test_id=test.pk)
        except AlreadyEnqueued:
            continue


@app.periodic(cron="7 * * * *")
@app.task(name="maintenance.judge_nights", queue="clock", queueing_lock="maintenance.judge_nights")
def judge_nights(timestamp: int) -> None:
    now = timezone.now()
    for system in queries.systems_with_bad_news(now):
        tell_failing_nights(system, now=now, by=CLOCK)


@app.periodic(cron="23 * * * *")
@app.task(
    name="maintenance.clear_restored", queue="clock", queueing_lock="maintenance.clear_restored"
)
def clear_restored(timestamp: int) -> None:
    housekeeping.clear(timezone.now(), by=CLOCK)


@app.periodic(cron="17 * * * *")
@app.task(name="maintenance.begin_month", queue="clock", queueing_lock="maintenance.begin_month")
def begin_monthly_lists(timestamp: int) -> None:
    """On the first of the month, and every hour after it whatever an hour before was cut off: each
    client's list is a transaction of its own, and there is one for a client and month."""
    now = timezone.now()
    for client in queries.to_begin(now):
        begin_month(client, month=queries.month_now(now), by=CLOCK, now=now)
