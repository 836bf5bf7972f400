"""What the clock does for the crown."""

from procrastinate.contrib.django import app

from nadi.clients.firm import firm_today
from nadi.core.actors import System
from nadi.culture import actions, queries

CLOCK = System("clock")


@app.periodic(cron="11 * * * *")
@app.task(name="culture.tend_checks", queue="clock", queueing_lock="culture.tend_checks")
def tend_checks(timestamp: int) -> None:
    """Count what is over, remind everybody once, forget what is too old."""
    today = firm_today()
    for check in queries.checks_to_count(today):
        actions.count_trust_check(check, today=today, by=CLOCK)
    for check in queries.checks_to_remind(today):
        actions.remind_all(check, today=today, by=CLOCK)
    if queries.has_answers_past_keeping(today):
        actions.forget_answers(today=today, by=CLOCK)
