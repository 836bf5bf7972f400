"""What the clock and the queue run for the service board."""

from django.conf import settings
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from nadi.core.actors import System
from nadi.desk import life
from nadi.desk.actions import close_ticket
from nadi.desk.mailboxes import reading, sending
from nadi.desk.queries import quiet_since_completed

CLOCK = System("clock")
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3)


@app.task(name="desk.read_mail", queue="mail", retry=AGAIN)
def read_mail(mail_id: int) -> None:
    reading.read_mail(mail_id)


@app.task(name="desk.send_mail", queue="mail")
def send_mail(outbox_id: int) -> None:
    sending.send_mail(outbox_id)


@app.periodic(cron="* * * * *")
@app.task(name="desk.sweep_mail", queue="mail", lock="desk.sweep_mail")
def sweep_mail(timestamp: int) -> None:
    reading.read_unread(timezone.now())
    sending.send_due(timezone.now())


@app.periodic(cron="*/15 * * * *")
@app.task(name="desk.close_quiet", queue="clock", lock="desk.close_quiet")
def close_quiet(timestamp: int) -> None:
    for ticket in quiet_since_completed(timezone.now()):
        close_ticket(ticket, because="three days of silence", by=CLOCK)


def live(timestamp: int) -> None:
    """The demo firm lives on by itself; no other firm has this job."""
    life.live(timezone.now())


if settings.NADI_DEMO:
    once = app.task(name="desk.live", queue="clock", lock="desk.live")(live)
    app.periodic(cron="*/5 * * * *")(once)
