"""The monitoring rounds of a year, and what was seen on those of the last two months."""

from datetime import timedelta

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.clients.firm import firm_calendar, firm_day
from nadi.clients.models import Client
from nadi.core import audit
from nadi.core.demo import Story
from nadi.core.models import AuditRow
from nadi.monitoring.models import Alert, MonitoringRound, RoundLook

YEAR, SEEN = 364, 60
LEFT_EVERY, LEFT_FIRST = 19, 5  # a morning that a server took from the round


def tell(story: Story) -> None:
    """A round each working day until yesterday; about once a month one was begun and left. What was
    seen is kept here for two months. Today's waits for a person."""
    today, calendar = firm_day(story.now), firm_calendar()
    days = [today - timedelta(days=ago) for ago in range(1, YEAR)]
    worked = [day for day in days if calendar.is_open_on(day)]
    people = [person("Priya Nair")] * 3 + [person("Henrik Dahl")]
    rounds, told = [], []
    for number, day in enumerate(worked):
        begun = story.day((today - day).days, 7, 5 + story.rng.randrange(20))
        signed = begun + timedelta(minutes=9 + story.rng.randrange(12))
        by = people[number % len(people)]
        left = number % LEFT_EVERY == LEFT_FIRST
        held = MonitoringRound(day=day, begun_at=begun)
        if not left:
            held.signed_at, held.signed_by = signed, by
            told.append(audit.told("monitoring.sign_round", by, signed, str(held)))
        rounds.append(held)
    MonitoringRound.objects.bulk_create(rounds)
    AuditRow.objects.bulk_create(told)
    _look(story, [one for one in rounds if (today - one.day).days <= SEEN], people[0])


def _look(story: Story, rounds: list[MonitoringRound], otherwise: Person) -> None:
    """Alerts of the day and night before, as they were answered; all else was quiet."""
    served = list(Client.objects.served().order_by("name"))
    alerts = list(Alert.objects.filter(raised_at__gte=story.day(SEEN + 4), told_at__isnull=False))
    looks = []
    for held in rounds:
        at, by = held.begun_at, held.signed_by or otherwise
        morning = [a for a in alerts if at - timedelta(days=1) < a.raised_at < at]
        here = served if held.is_signed else served[: len(served) // 2]
        for one in here:
            mine = [a for a in morning if a.client_id == one.pk and a.answered_at]
            looks += [_seen(held, a, by) for a in mine]
            if not mine:
                looks.append(
                    RoundLook(
                        of_round=held, client=one, sentence="Nothing asked for a look",
                        how=RoundLook.How.QUIET, by=by, at=at,
                    )
                )  # fmt: skip
            at += timedelta(seconds=20)
    RoundLook.objects.bulk_create(looks)


def _seen(held: MonitoringRound, alert: Alert, by: Person) -> RoundLook:
    work = alert.outcome == Alert.Outcome.WORK
    return RoundLook(
        of_round=held,
        client_id=alert.client_id,
        key=f"alert:{alert.pk}:{alert.last_raised_at:%Y%m%d%H%M%S}",
        sentence=alert.sentence,
        url=f"/monitoring/alerts/{alert.pk}/",
        how=RoundLook.How.TICKET if work else RoundLook.How.LOOKED,
        by=by,
        at=held.begun_at + timedelta(minutes=2),
    )
