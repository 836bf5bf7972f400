"""A year of alerts over the demo firm, what is watched, and the two alerts that wait for a person
now. The disk that fills is fleet's story."""

from datetime import timedelta

from django.conf import settings
from django.db import connection

from nadi.accounts.demo import person
from nadi.clients.demo import client
from nadi.core.demo import TELLER, Story, happening
from nadi.core.models import Heartbeat
from nadi.fleet.models import Device, DeviceKind, DeviceState, Limit, Rollup
from nadi.fleet.queries import INTAKE
from nadi.monitoring import actions, foresight, looking, watching
from nadi.monitoring.checks.http.probe import Looked
from nadi.monitoring.demo import past, rounds
from nadi.monitoring.models import AlertRule, HttpCheck, Severity, Watch

OWNERS = {
    "silent": "Henrik Dahl",
    "disk": "Aisha Karim",
    "memory": "Tomas Vela",
    "service": "Lena Fischer",
    "http": "Henrik Dahl",
}
SITES = (
    ("Harbor Dental", "Booking page"),
    ("Oak & Iron", "Shop"),
    ("Lakeview School", "Timetable"),
    ("Northgate Legal", "Client login"),
    ("Bluebird Bakery", "Order page"),
    ("Juniper Hotel", "Rooms and prices"),
)
BROKEN = ("Juniper Hotel", "open for bookings")

LOOKS = """
INSERT INTO monitoring_checkresult (check_of_id, at, fine, sentence, status, milliseconds, phases)
SELECT %(check)s, at, luck > 2, CASE WHEN luck > 2 THEN '' ELSE %(why)s END,
       CASE WHEN luck > 2 THEN 200 ELSE 502 END, 40 + abs(hashtext(at::text)) %% 60,
       jsonb_build_object('name', 2, 'connect', 6, 'answer', 30 + abs(hashtext(at::text)) %% 60)
FROM (SELECT at, abs(hashtext(%(check)s::text || at::text)) %% 1000 AS luck
      FROM generate_series(%(first)s::timestamptz, %(last)s::timestamptz, '40 minutes') at
      UNION ALL
      SELECT at, abs(hashtext(%(check)s::text || at::text)) %% 1000 AS luck
      FROM generate_series(%(long_ago)s::timestamptz, %(first)s::timestamptz, '6 hours') at
      WHERE at < %(first)s) looks
"""


def tell(story: Story) -> None:
    _take_up_rules(story)
    servers = _servers()
    Watch.objects.filter(phase="ok", settled__gt=story.day(1)).update(
        since=story.now - timedelta(hours=3), settled=story.now - timedelta(hours=3)
    )
    checks = _look_at_sites(story)
    past.tell(story, servers, checks)
    _wait_for_a_person(story, servers)
    _keep_quiet(story)
    foresight.foresee(story.now)
    rounds.tell(story)
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
        client=client(past.NOISY),
        owner=person("Tomas Vela"),
        severity=Severity.NOTICE,
        raise_at=93,
        clear_at=90,
        raise_seconds=300,
        device_kinds=["server"],
        made_at=story.day(200),
    )
    with happening(story.day(200, 14)):
        actions.make_rule(noisy, because="The route planner was slow in spring.", by=TELLER)


def _servers() -> list[Device]:
    """The demo's servers; this machine, which is real, is left to tell its own story."""
    devices = Device.objects.filter(
        simulated=True, state=DeviceState.ACTIVE, kind=DeviceKind.SERVER
    )
    return list(devices.select_related("client__calendar").order_by("pk"))


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
        with happening(story.day(story.days, 13)):
            made.append(actions.add_http_check(check, by=TELLER))
        with connection.cursor() as cursor:
            cursor.execute(
                LOOKS,
                {
                    "check": check.pk,
                    "first": story.day(35),
                    "long_ago": story.day(story.days),
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
    with happening(story.day(3, 9, 25)):
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
        now=story.day(1, 15, 40),
        by=person("Tomas Vela"),
    )
