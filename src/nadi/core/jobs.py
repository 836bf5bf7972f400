"""What the clock runs for everybody: seal the audit, sweep facts that were left behind."""

from django.utils import timezone
from procrastinate.contrib.django import app

from nadi.core import audit, delivery


@app.periodic(cron="*/5 * * * *")
@app.task(name="core.seal_audit", queue="clock", lock="core.seal_audit", pass_context=False)
def seal_audit(timestamp: int) -> None:
    while audit.seal(timezone.now()):
        pass


@app.periodic(cron="* * * * *")
@app.task(name="core.deliver_left_behind", queue="clock", lock="core.deliver")
def deliver_left_behind(timestamp: int) -> None:
    delivery.deliver_pending()
