"""Alerts of a year that are over: most looked at in time, some not, one rule that only makes noise.

History is written as rows, not announced: the desk has its own stories to tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.clients.demo import client
from nadi.clients.models import Client
from nadi.core import audit
from nadi.core.calendar import BusinessCalendar
from nadi.core.demo import Story
from nadi.core.models import AuditRow
from nadi.fleet.models import Device
from nadi.monitoring.checks import KINDS, Found
from nadi.monitoring.models import Alert, AlertChange, AlertRule, HttpCheck

WORK = (
    "Cleared old exports, 40 GB free again.",
    "Service restarted; the cause is in the ticket.",
    "Server was down after a power cut. Up again, UPS battery ordered.",
    "Log rotation was off. Turned on.",
    "Moved the archive to the big volume.",
    "Patched and restarted in the evening window.",
    "Print queue was stuck, cleaned and watched.",
)
NOTHING = (
    "Nightly job, done by six.",
    "They restarted it themselves.",
    "A short peak, nothing to do.",
    "Known: the scanner holds the service for a while.",
)
SERVICES = ("spooler", "nginx.service", "backup-verify.service", "mariadb.service")
ANSWERERS = ("Aisha Karim", "Tomas Vela", "Lena Fischer")
NOISY = "Delta Freight"
WORTH = 0.72


@dataclass(frozen=True, slots=True)
class Happening:
    rule: AlertRule
    at: datetime
    sentence: str
    device: Device | None = None
    check_of: HttpCheck | None = None
    instance: str = ""
    value: float | None = None

    @property
    def thing(self) -> Device | HttpCheck:
        found = self.device or self.check_of
        assert found is not None  # noqa: S101  every happening happens to something
        return found

    @property
    def key(self) -> str:
        thing = f"device:{self.device.pk}" if self.device else f"check:{self.thing.pk}"
        key = f"{self.rule.kind}:{thing}"
        return f"{key}:{self.instance}" if self.instance else key


@dataclass(slots=True)
class Past:
    """What is written at once at the end."""

    people: list[Person]
    alerts: list[Alert] = field(default_factory=list)
    changes: list[AlertChange] = field(default_factory=list)
    acts: list[AuditRow] = field(default_factory=list)
    hours: dict[int, BusinessCalendar] = field(default_factory=dict)

    def answer_by(self, at: Client, moment: datetime, minutes: int) -> datetime:
        if at.pk not in self.hours:
            self.hours[at.pk] = at.calendar.rule()
        return self.hours[at.pk].add(moment, timedelta(minutes=minutes))

    def write(self) -> None:
        Alert.objects.bulk_create(self.alerts)
        AlertChange.objects.bulk_create(self.changes)
        AuditRow.objects.bulk_create(self.acts)


def tell(story: Story, servers: Sequence[Device], checks: Sequence[HttpCheck]) -> None:
    past = Past([person(name) for name in ANSWERERS])
    by_kind = {rule.kind: rule for rule in AlertRule.objects.filter(client=None, device=None)}
    noisy = AlertRule.objects.filter(client=client(NOISY)).first()
    there = [one for one in servers if one.client.name == NOISY]
    for ago in range(story.days, 0, -1):
        for kind in _kinds_on(story, ago):
            at = story.day(ago, story.rng.randrange(0, 24), story.rng.randrange(60))
            happening = _happening(story, by_kind[kind], at, servers, checks)
            if happening is not None:
                _over(story, past, happening, worth=WORTH)
        if noisy is not None and there and ago % 6 == 3:
            at = story.day(ago, 10, story.rng.randrange(60))
            said = KINDS["memory"].sentence(Found(there[0].name, value=94))
            _over(story, past, Happening(noisy, at, said, there[0], value=94.0), worth=0)
    past.write()


def _kinds_on(story: Story, ago: int) -> list[str]:
    weekend = story.day(ago).weekday() > 4
    many = story.rng.choice([0, 0, 1] if weekend else [0, 1, 1, 2, 3])
    kinds = ["silent", "disk", "disk", "service", "service", "http"]
    return [story.rng.choice(kinds) for _ in range(many)]


def _happening(
    story: Story,
    rule: AlertRule,
    at: datetime,
    servers: Sequence[Device],
    checks: Sequence[HttpCheck],
) -> Happening | None:
    kind = KINDS[rule.kind]
    if rule.kind == "http":
        check = story.rng.choice(checks)
        said = kind.sentence(Found(check.name, details="It answered 502; 200 was expected."))
        return Happening(rule, at, said, check_of=check)
    if not servers:
        return None
    device = story.rng.choice(servers)
    instance = story.rng.choice(["/", "/srv"]) if rule.kind == "disk" else ""
    value = {"disk": 90.0 + story.rng.random() * 5, "service": 1.0}.get(rule.kind)
    said = kind.sentence(Found(device.name, instance, value, details=story.rng.choice(SERVICES)))
    return Happening(rule, at, said, device, None, instance, value)


def _over(story: Story, past: Past, what: Happening, *, worth: float) -> None:
    """One alert that is over: told, mostly looked at in time, often worth it."""
    rng = story.rng
    deadline = past.answer_by(what.thing.client, what.at, what.rule.answer_minutes)
    over = what.at + timedelta(minutes=rng.choice([4, 12, 25, 60, 180, 400]))
    if over >= story.now:
        return
    answered = _answered(story, what, deadline)
    if answered is not None and over <= answered and rng.random() >= 0.8:
        answered = None
    outcome = ""
    if answered is not None:
        outcome = Alert.Outcome.WORK if rng.random() < worth else Alert.Outcome.NOTHING
    who = rng.choice(past.people) if answered is not None else None
    alert = Alert(
        key=what.key,
        rule=what.rule,
        client=what.thing.client,
        device=what.device,
        check_of=what.check_of,
        instance=what.instance,
        severity=what.rule.severity,
        sentence=what.sentence,
        value=what.value,
        raise_at=what.rule.raise_at,
        clear_at=what.rule.clear_at,
        raised_at=what.at,
        last_raised_at=what.at,
        cleared_at=over,
        said="cleared",
        told_at=what.at + timedelta(seconds=5),
        answer_by=deadline,
        answered_at=answered,
        answered_by=who,
        outcome=outcome,
    )
    past.alerts.append(alert)
    _steps(story, past, alert, over)


def _steps(story: Story, past: Past, alert: Alert, over: datetime) -> None:
    steps = [("raised", alert.raised_at, alert.sentence), ("told", alert.raised_at, "raised")]
    if alert.answered_at is not None and alert.answered_by is not None:
        words = WORK if alert.outcome == Alert.Outcome.WORK else NOTHING
        steps.append(("answered", alert.answered_at, story.rng.choice(words)))
        past.acts.append(
            audit.told(
                "monitoring.answer_alert", alert.answered_by, alert.answered_at, alert.sentence
            )
        )
    steps += [("cleared", over, ""), ("told", over, "cleared")]
    past.changes += [
        AlertChange(
            alert=alert,
            what=name,
            at=at,
            note=note,
            person=alert.answered_by if name == "answered" else None,
            noticed_at=at,
        )
        for name, at, note in sorted(steps, key=lambda step: step[1])
    ]


def _answered(story: Story, what: Happening, deadline: datetime) -> datetime | None:
    """When somebody looked: mostly before the deadline, sometimes late, never after now."""
    luck = story.rng.random()
    minutes = what.rule.answer_minutes
    if luck < 0.9:
        early = story.rng.random() * 0.9 * minutes
        at = max(deadline - timedelta(minutes=early), what.at + timedelta(minutes=2))
    elif luck < 0.96:
        at = deadline + timedelta(minutes=story.rng.randrange(20, 300))
    else:
        return None
    return at if at < story.now else None
