"""Solar's evidence: who reports, who is looked after in time, whether alerts are worth it, and
whether the addresses clients live by answer. One statement each, for all clients."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nadi.accounts.models import Person
from nadi.core import words
from nadi.core.vitals import Ask, EvidenceRow, Goalposts, Reading, Vital, Window
from nadi.fleet.events import DeviceApproved, DeviceRetired, DeviceSpoke
from nadi.monitoring import queries
from nadi.monitoring.events import AlertAnswered, AlertCleared, AlertRaised
from nadi.monitoring.models import AlertRule

ONE, NONE = Decimal(1), Decimal(0)
SLEEPS = timedelta(days=7)
CERTIFICATE_SOON = timedelta(days=14)

# Every statement gives one row for each thing counted: label, address, moment, client, counts
# (1 or 0), out of, and why it is left out. `read` sums them in the database, `rows` shows them.
REPORTING = """
SELECT d.name AS label, '/devices/' || d.id || '/' AS url, d.last_seen_at AS at, d.client_id,
       (d.last_seen_at >= %(end)s - %(sleeps)s AND NOT EXISTS (
           SELECT FROM monitoring_alert a WHERE a.device_id = d.id
             AND a.key = 'silent:device:' || d.id AND a.raised_at < %(end)s
             AND (a.cleared_at IS NULL OR a.cleared_at >= %(end)s)))::int AS counts,
       1 AS out_of,
       '' AS excluded
FROM fleet_device d JOIN clients_client c ON c.id = d.client_id
WHERE d.state = 'active' AND d.made_at < %(end)s AND c.state IN ('managed', 'notice')
  AND (%(population)s::text IS NULL OR d.kind = 'server')
"""
ANSWERED = """
SELECT a.sentence AS label, '/monitoring/alerts/' || a.id || '/' AS url, a.answer_by AS at,
       a.client_id,
       coalesce(a.answered_at >= a.last_raised_at AND a.answered_at <= a.answer_by, false)::int
           AS counts,
       1 AS out_of,
       CASE WHEN a.cleared_at <= a.answer_by AND a.answered_at IS NULL
            THEN 'over before anybody had to look' ELSE '' END AS excluded
FROM monitoring_alert a
WHERE a.told_at IS NOT NULL AND a.answer_by >= %(start)s AND a.answer_by < %(end)s
  AND (%(population)s::text IS NULL OR a.severity = 'urgent')
"""
ACTED_ON = """
SELECT a.sentence AS label, '/monitoring/alerts/' || a.id || '/' AS url, a.raised_at AS at,
       a.client_id, (a.outcome = 'work')::int AS counts, 1 AS out_of,
       CASE WHEN a.cleared_at IS NULL AND a.outcome = ''
            THEN 'still open, nobody has decided yet' ELSE '' END AS excluded
FROM monitoring_alert a
WHERE a.told_at IS NOT NULL AND a.raised_at >= %(start)s AND a.raised_at < %(end)s
  AND (%(population)s::text IS NULL OR a.severity = 'urgent')
"""
ANSWERING = """
SELECT h.name || ', ' || h.url AS label, '/monitoring/sites/' || h.id || '/' AS url,
       max(r.at) AS at, h.client_id, sum(r.fine::int) AS counts, count(*) AS out_of,
       '' AS excluded
FROM monitoring_checkresult r JOIN monitoring_httpcheck h ON h.id = r.check_of_id
WHERE r.at >= %(start)s AND r.at < %(end)s AND %(population)s::text IS NULL
GROUP BY h.id
"""


def _fetch(statement: str, window: Window, population: str | None) -> list[tuple[object, ...]]:
    values: dict[str, Any] = {
        "start": window.start,
        "end": window.end,
        "sleeps": SLEEPS,
        "population": population,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


class Counted:
    """One vital's statement, read both ways, so that the sum and the rows cannot drift apart."""

    def __init__(self, name: str, statement: str) -> None:
        self.name, self.statement = name, statement

    def read(self, window: Window, population: str | None = None) -> Iterable[Reading]:
        """One reading for each client with something to count."""
        summed = f"""
            SELECT client_id, sum(counts), sum(out_of), count(*), max(at)
            FROM ({self.statement}) counted WHERE excluded = '' GROUP BY client_id
        """  # noqa: S608  both parts are constants of this module
        for client_id, counts, out_of, n, fresh in _fetch(summed, window, population):
            yield Reading(
                vital=self.name,
                client_id=int(str(client_id)),
                numerator=Decimal(str(counts)),
                denominator=Decimal(str(out_of)),
                n=int(str(n)),
                fresh_at=fresh if isinstance(fresh, datetime) else None,
            )

    def rows(
        self, window: Window, client_id: int | None, population: str | None = None
    ) -> list[EvidenceRow]:
        """What was counted and what was left out, the newest first."""
        wanted = f"""
            SELECT label, url, at, client_id, counts, out_of, excluded
            FROM ({self.statement}) counted ORDER BY at DESC NULLS LAST, label
        """  # noqa: S608  both parts are constants of this module
        return [
            EvidenceRow(
                label=str(label),
                url=str(url),
                at=at if isinstance(at, datetime) else None,
                client_id=int(str(client)),
                numerator=Decimal(str(counts)),
                denominator=Decimal(str(out_of)),
                excluded=str(excluded) and _(str(excluded)),
            )
            for label, url, at, client, counts, out_of, excluded in _fetch(
                wanted, window, population
            )
            if client_id in (None, client)
        ]


_reporting = Counted("monitoring.devices_reporting", REPORTING)
_answered = Counted("monitoring.alerts_answered", ANSWERED)
_acted_on = Counted("monitoring.alerts_acted_on", ACTED_ON)
_answering = Counted("monitoring.sites_answering", ANSWERING)
MONTH = timedelta(days=28)

VITALS: tuple[Vital, ...] = (
    Vital(
        name=_reporting.name,
        title=gettext_lazy("Devices that report"),
        purpose=gettext_lazy("What does not report nobody looks after, whatever was agreed."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            floor=Decimal(80),
            acceptable=Decimal(95),
            good=Decimal(98),
            best=Decimal(100),
            source="Good at 98 and acceptable at 95 are nadi's own defaults",
            grade="D",
        ),
        window=timedelta(days=1),
        ttl=timedelta(hours=2),
        touched_by=(AlertRaised, AlertCleared, DeviceSpoke, DeviceApproved, DeviceRetired),
        read=_reporting.read,
        rows=_reporting.rows,
        populations={"servers": gettext_lazy("servers")},
    ),
    Vital(
        name=_answered.name,
        title=gettext_lazy("Alerts a person looked at in time"),
        purpose=gettext_lazy("A tool that warns does nothing until somebody looks."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            floor=Decimal(50),
            acceptable=Decimal(85),
            good=Decimal(95),
            best=Decimal(100),
            source="K. Palachuk: monitoring is people who look every day; figures are ours",
            grade="D",
        ),
        window=MONTH,
        ttl=timedelta(days=3),
        touched_by=(AlertRaised, AlertAnswered, AlertCleared),
        read=_answered.read,
        rows=_answered.rows,
        populations={"urgent": gettext_lazy("urgent alerts")},
    ),
    Vital(
        name=_acted_on.name,
        title=gettext_lazy("Alerts that led to work"),
        purpose=gettext_lazy("Be judicious: an alert nobody acts on teaches people to look away."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            floor=Decimal(10),
            acceptable=Decimal(40),
            good=Decimal(60),
            best=Decimal(90),
            source="K. Palachuk on judicious alerts; 60 and 40 are nadi's own defaults",
            grade="D",
        ),
        window=MONTH,
        ttl=timedelta(days=3),
        touched_by=(AlertRaised, AlertAnswered, AlertCleared),
        read=_acted_on.read,
        rows=_acted_on.rows,
        populations={"urgent": gettext_lazy("urgent alerts")},
    ),
    Vital(
        name=_answering.name,
        title=gettext_lazy("Web addresses that answer"),
        purpose=gettext_lazy("The addresses our clients and their customers live by."),
        unit="percent",
        direction="more",
        goalposts=Goalposts(
            floor=Decimal(95),
            acceptable=Decimal("99"),
            good=Decimal("99.9"),
            best=Decimal(100),
            source="nadi's own defaults: 99 is seven hours away a month, 99.9 is 40 minutes",
            grade="D",
        ),
        window=MONTH,
        ttl=timedelta(hours=2),
        touched_by=(AlertRaised, AlertCleared),
        read=_answering.read,
        rows=_answering.rows,
    ),
)


def asks(who: Person, now: datetime) -> list[Ask]:
    """What Solar asks of this person, the most pressing first."""
    found = [*_unanswered(who, now), *_filling(who, now), *_noisy(who, now)]
    if not AlertRule.objects.filter(active=True).exists():
        found.append(_begin())
    return found


def _unanswered(who: Person, now: datetime) -> list[Ask]:
    waiting = list(queries.asking(who)[:50])
    if not waiting:
        return []
    first = waiting[0]
    why = _("%(client)s, since %(when)s. Nobody has looked yet.") % {
        "client": first.client.name,
        "when": words.moment(first.last_raised_at),
    }
    if len(waiting) > 1:
        more = len(waiting) - 1
        why += " " + ngettext("%(n)d more waits.", "%(n)d more wait.", more) % {"n": more}
    return [
        Ask(
            center="monitoring",
            title=first.sentence.rstrip("."),
            why=why,
            button=_("Look"),
            url=reverse("monitoring:alert", args=[first.pk]),
            method="get",
            minutes=5,
            vital=_answered.name,
            gain_rows=1,
        )
    ]


def _filling(who: Person, now: datetime) -> list[Ask]:
    on = timezone.localdate(now)
    unplanned = [one for one in queries.soon_full(who, on) if one.forecast.planned_at is None]
    return [
        Ask(
            center="monitoring",
            title=_("The disk %(disk)s of %(device)s will be full %(when)s")
            % {
                "disk": one.forecast.instance,
                "device": one.forecast.device.name,
                "when": days_away(one.days_left),
            },
            why=_("%(client)s. Before it becomes pain.")
            % {"client": one.forecast.device.client.name},
            button=_("Plan work"),
            url=reverse("monitoring:plan_prevention", args=[one.forecast.pk]),
            method="post",
            minutes=5,
            vital=_reporting.name,
            gain_rows=1,
        )
        for one in unplanned[:3]
    ]


def _noisy(who: Person, now: datetime) -> list[Ask]:
    noisy = [one for one in queries.noise(who, now) if one.is_noise and one.told >= 3]
    return [
        Ask(
            center="monitoring",
            title=_("A rule spoke %(n)d times and never led to work") % {"n": one.told},
            why=_("%(rule)s. Make it quiet, or say why it stays.") % {"rule": one.rule},
            button=_("Look at the rule"),
            url=reverse("monitoring:rule", args=[one.rule.pk]),
            method="get",
            minutes=10,
            vital=_acted_on.name,
            gain_rows=one.told,
        )
        for one in noisy[:1]
    ]


def _begin() -> Ask:
    return Ask(
        center="monitoring",
        title=_("Nothing is watched yet"),
        why=_("Five usual rules to begin with. You own them, and may change each."),
        button=_("See the rules"),
        url=reverse("monitoring:rules"),
        method="get",
        minutes=5,
        vital=_reporting.name,
        gain_rows=1,
    )


def days_away(days: int) -> str:
    """today, tomorrow, in 9 days"""
    if days < 2:
        return _("today") if days == 0 else _("tomorrow")
    return _("in %(n)d days") % {"n": days}
