"""Ninety days of alerts over the demo firm: most looked at in time, some not, one rule that only
makes noise, and two alerts that wait for a person now. The disk that fills is fleet's story."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from nadi.accounts.demo import person
from nadi.clients.demo import client
from nadi.core import audit
from nadi.core.demo import TELLER, Story
from nadi.core.models import Heartbeat
from nadi.fleet.models import Device, DeviceKind, DeviceState, Limit, Rollup
from nadi.fleet.queries import INTAKE
from nadi.monitoring import actions, foresight, looking, record, watching
from nadi.monitoring.checks import KINDS, Found
from nadi.monitoring.checks.http.probe import Looked
from nadi.monitoring.models import Alert, AlertChange, AlertRule, HttpCheck, Severity, Watch

DAYS = 90
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
OWNERS = {
    "silent": "Henrik Dahl",
    "disk": "Aisha Karim",
    "memory": "Tomas Vela",
    "service": "Lena Fischer",
    "http": "Henrik Dahl",
}
SERVICES = ("spooler", "nginx.service", "backup-verify.service", "mariadb.service")
SITES = (
    ("Harbor Dental", "Booking page"),
    ("Oak & Iron", "Shop"),
    ("Lakeview School", "Timetable"),
    ("Northgate Legal", "Client login"),
    ("Bluebird Bakery", "Order page"),
    ("Juniper Hotel", "Rooms and prices"),
)
BROKEN = ("Juniper Hotel", "open for bookings")
NOISY = "Delta Freight"

LOOKS = """
INSERT INTO monitoring_checkresult (check_of_id, at, fine, sentence, status, milliseconds, phases)
SELECT %(check)s, at, luck > 2, CASE WHEN luck > 2 THEN '' ELSE %(why)s END,
       CASE WHEN luck > 2 THEN 200 ELSE 502 END, 40 + abs(hashtext(at::text)) %% 60,
       jsonb_build_object('name', 2, 'connect', 6, 'answer', 30 + abs(hashtext(at::text)) %% 60)
FROM (SELECT at, abs(hashtext(%(check)s::text || at::text)) %% 1000 AS luck
      FROM generate_series(%(first)s::timestamptz, %(last)s::timestamptz, '40 minutes') at) looks
"""


def tell(story: Story) -> None:
    _take_up_rules(story)
    servers = _servers()
    Watch.objects.filter(phase="ok", settled__gt=story.day(1)).update(
        since=story.now - timedelta(hours=3), settled=story.now - timedelta(hours=3)
    )
    checks = _look_at_sites(story)
    _remember(story, servers, checks)
    _wait_for_a_person(story, servers)
    _keep_quiet(story)
    foresight.foresee(story.now)
    # Up to this moment somebody listened; until nadi listens itself there is a gap, not silence.
    Heartbeat.objects.get_or_create(process=INTAKE, defaults={"at": story.now})


def _take_up_rules(story: Story) -> None:
    actions.take_up_usual_rules(owner=person("Henrik Dahl"), by=TELLER)
    for kind, name in OWNERS.items():
        AlertRule.objects.filter(kind=kind).update(
            owner=person(name), made_at=story.day(400), changed_at=story.day(120)
        )
    noisy = AlertRule(
        kind="memory",
        client=client(NOISY),
        owner=person("Tomas Vela"),
        severity=Severity.NOTICE,
        raise_at=93,
        clear_at=90,
        raise_seconds=300,
        device_kinds=["server"],
        made_at=story.day(200),
    )
    actions.make_rule(noisy, because="The route planner was slow in spring.", by=TELLER)


def _servers() -> list[Device]:
    """The demo's servers; this machine, which is real, is left to tell its own story."""
    devices = Device.objects.filter(
        simulated=True, state=DeviceState.ACTIVE, kind=DeviceKind.SERVER
    )
    return list(devices.select_related("client__calendar").order_by("pk"))


# -- what happened in ninety days ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Happening:
    rule: AlertRule
    at: datetime
    sentence: str
    device: Device | None = None
    check_of: HttpCheck | None = None
    instance: str = ""
    value: float | None = None


def _remember(story: Story, servers: list[Device], checks: list[HttpCheck]) -> None:
    """History is written as rows, not announced: the desk has its own stories to tell."""
    by_kind = {rule.kind: rule for rule in AlertRule.objects.filter(client=None, device=None)}
    noisy = AlertRule.objects.filter(client=client(NOISY)).first()
    for ago in range(DAYS, 0, -1):
        weekend = story.day(ago).weekday() > 4
        for _number in range(story.rng.choice([0, 0, 1] if weekend else [0, 1, 1, 2, 3])):
            kind = story.rng.choice(["silent", "disk", "disk", "service", "service", "http"])
            at = story.day(ago, story.rng.randrange(0, 24), story.rng.randrange(60))
            happening = _happening(story, by_kind[kind], at, servers, checks)
            if happening is not None:
                _write(story, happening, worth=0.72)
        there = [d for d in servers if d.client.name == NOISY]
        if noisy is not None and there and ago % 6 == 3:
            at = story.day(ago, 10, story.rng.randrange(60))
            said = KINDS["memory"].sentence(Found(there[0].name, value=94))
            _write(story, Happening(noisy, at, said, there[0], value=94.0), worth=0)


def _happening(
    story: Story, rule: AlertRule, at: datetime, servers: list[Device], checks: list[HttpCheck]
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


def _write(story: Story, what: Happening, worth: float) -> None:
    """One alert that is over: told, mostly looked at in time, often worth it."""
    rng = story.rng
    thing = what.device or what.check_of
    assert thing is not None  # noqa: S101  every happening happens to something
    deadline = record.answer_by(thing.client, what.at, what.rule.answer_minutes)
    over = what.at + timedelta(minutes=rng.choice([4, 12, 25, 60, 180, 400]))
    answered = _answered(story, what, deadline)
    looked = answered is not None and (over > answered or rng.random() < 0.8)
    outcome = ""
    if looked:
        outcome = Alert.Outcome.WORK if rng.random() < worth else Alert.Outcome.NOTHING
    key = what.rule.kind + (f":device:{what.device.pk}" if what.device else f":check:{thing.pk}")
    alert = Alert.objects.create(
        key=f"{key}:{what.instance}" if what.instance else key,
        rule=what.rule,
        client=thing.client,
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
        answered_at=answered if looked else None,
        answered_by=person(rng.choice(["Aisha Karim", "Tomas Vela", "Lena Fischer"]))
        if looked
        else None,
        outcome=outcome,
    )
    steps = [("raised", what.at, what.sentence), ("told", what.at, "raised")]
    if looked and answered is not None:
        words = WORK if outcome == Alert.Outcome.WORK else NOTHING
        steps.append(("answered", answered, rng.choice(words)))
        if alert.answered_by is not None:
            audit.told("monitoring.answer_alert", alert.answered_by, answered, what.sentence).save()
    steps += [("cleared", over, ""), ("told", over, "cleared")]
    AlertChange.objects.bulk_create(
        AlertChange(
            alert=alert,
            what=name,
            at=at,
            note=note,
            person=alert.answered_by if name == "answered" else None,
            noticed_at=at,
        )
        for name, at, note in sorted(steps, key=lambda step: step[1])
    )


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


# -- what is so now --------------------------------------------------------------------------------


def _look_at_sites(story: Story) -> list[HttpCheck]:
    """Six addresses. They all lead to nadi itself, so that every look of the demo is a real one."""
    made = []
    for number, (name, page) in enumerate(SITES):
        owner = client(name)
        check = HttpCheck(
            client=owner,
            name=f"{owner.name}: {page} (simulated)",
            url=f"{settings.NADI_URL}/account/login/?site={owner.slug}",
            expected_text=BROKEN[1] if name == BROKEN[0] else "",
            inside=True,
            next_at=story.now + timedelta(seconds=40 + number * 3),
        )
        made.append(actions.add_http_check(check, by=TELLER))
        with connection.cursor() as cursor:
            cursor.execute(
                LOOKS,
                {
                    "check": check.pk,
                    "first": story.day(60),
                    "last": story.now - timedelta(minutes=20),
                    "why": "It answered 502; 200 was expected.",
                },
            )
    return made


def _wait_for_a_person(story: Story, servers: list[Device]) -> None:
    """Two alerts nobody has looked at: an address, and a disk beyond a limit of its own."""
    check = HttpCheck.objects.get(client=client(BROKEN[0]))
    Watch.objects.filter(check_of=check).update(
        settled=story.now - timedelta(hours=1), since=story.now - timedelta(hours=1)
    )
    for minutes in (38, 37, 36):
        said = f"Its answer does not contain “{BROKEN[1]}”."
        seen = Looked(said, 200, {"name": 2, "connect": 5, "answer": 31}, 44)
        looking.keep_result(check, seen, story.now - timedelta(minutes=minutes))
    tightest = max(((_newest_use(d) or 0, d.pk, d) for d in servers), default=None, key=_below)
    if tightest is None or not tightest[0]:
        return
    use, _pk, device = tightest
    rule = actions.set_limit(
        device,
        kind="disk",
        instance="/",
        raise_at=round(use) - 2,
        clear_at=round(use) - 9,
        because="The year-end exports need room; last year they stopped half way.",
        by=person("Aisha Karim"),
    )
    limit = Limit.objects.get(watch__rule=rule)
    at = story.now - timedelta(hours=2)
    Limit.objects.filter(pk=limit.pk).update(verdict="beyond", value=use, judged_at=at)
    watching.hear_limit(limit.pk, "beyond", use, at, at)


def _below(use: tuple[float, int, Device]) -> float:
    """The fullest disk that the usual rule does not speak of yet, nor a forecast soon."""
    return use[0] if use[0] < 88 else 0


def _newest_use(device: Device) -> float | None:
    """How full its system disk is."""
    row = Rollup.objects.filter(
        device=device, layout__names__contains=["disk.percent:/"]
    ).select_related("layout")
    newest = row.order_by("-at").first()
    return newest.highs[newest.layout.names.index("disk.percent:/")] if newest else None


def _keep_quiet(story: Story) -> None:
    actions.mute(
        client("Elm Street Clinic"),
        because="Their electricians work in the server room this week",
        until=story.now + timedelta(days=2),
        by=person("Tomas Vela"),
    )
