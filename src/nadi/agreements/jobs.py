"""What the clock runs for Root: judge every standing promise in force, every night."""

from datetime import UTC, datetime

from procrastinate.contrib.django import app

from nadi.agreements.actions import judge_promises
from nadi.agreements.queries.standing import standing_in_force
from nadi.core.actors import System

NIGHT = System("nightly judgement")


@app.periodic(cron="10 3 * * *")
@app.task(name="agreements.judge_standing_promises", queue="clock", lock="agreements.judge")
def judge_standing_promises(timestamp: int) -> None:
    """At the moment the clock meant, so that a second run of the same night changes nothing."""
    now = datetime.fromtimestamp(timestamp, UTC)
    judge_promises(standing_in_force(now), now=now, by=NIGHT)
