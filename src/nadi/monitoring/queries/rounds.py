"""The round of today and of the days before, from who is looking."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.clients.firm import firm_calendar, firm_day
from nadi.clients.models import Client
from nadi.clients.queries import clients_visible_to
from nadi.core import centers, words
from nadi.core.errors import NotFound
from nadi.core.vitals import InHand, RoundLine
from nadi.monitoring import rules
from nadi.monitoring.models import MonitoringRound, RoundLook

ORDER = ("backup", "alert", "silent", "critical", "patch")
HISTORY = timedelta(days=42)
NAMED = 3


@dataclass(frozen=True, slots=True)
class ClientStand:
    """Where one client stands in today's round: lines that ask, what is well, what was said."""

    client: Client
    asking: list[RoundLine]
    calm: list[RoundLine]
    looks: list[RoundLook]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(line.key for line in self.asking)

    @property
    def answered(self) -> frozenset[str]:
        return frozenset(look.key for look in self.looks)

    @property
    def open_lines(self) -> list[RoundLine]:
        return [line for line in self.asking if line.key not in self.answered]

    @property
    def is_looked_at(self) -> bool:
        return rules.is_looked_at(self.keys, self.answered)


@dataclass(frozen=True, slots=True)
class PastDay:
    """One day of the history; `held` None where nobody began."""

    on: date
    works: bool
    held: MonitoringRound | None


def round_of(day: date) -> MonitoringRound | None:
    return MonitoringRound.objects.filter(day=day).select_related("signed_by").first()


def stands(clients: list[Client], held: MonitoringRound | None, now: datetime) -> list[ClientStand]:
    """How these clients stand in the round: their lines now, and what was answered of it."""
    ids = frozenset(client.pk for client in clients)
    asking: dict[int, list[RoundLine]] = defaultdict(list)
    calm: dict[int, list[RoundLine]] = defaultdict(list)
    for line in _once(centers.round_lines(ids, now)):
        (calm if line.calm else asking)[line.client_id].append(line)
    looks: dict[int, list[RoundLook]] = defaultdict(list)
    if held is not None:
        for look in held.looks.filter(client_id__in=ids).select_related("by"):
            looks[look.client_id].append(look)
    return [
        ClientStand(
            client,
            sorted(asking[client.pk], key=lambda line: ORDER.index(line.kind)),
            sorted(calm[client.pk], key=lambda line: ORDER.index(line.kind)),
            looks[client.pk],
        )
        for client in clients
    ]


def _once(lines: list[RoundLine]) -> list[RoundLine]:
    """One trouble is one line, told by the lowest center that knows of it: a ticket about an alert
    that stands here already says nothing new."""
    told: set[str] = set()
    found = []
    for line in lines:
        if line.trouble and line.trouble in told:
            continue
        told.add(line.trouble)
        found.append(replace(line, key=line.key[:200]))
    return found


def stands_for(who: Person, now: datetime) -> list[ClientStand]:
    """The clients `who` may see: what asks first, the urgent before the rest, then the quiet."""
    clients = list(clients_visible_to(who).served().order_by("name"))
    found = stands(clients, round_of(firm_day(now)), now)
    return sorted(found, key=_pressing)


def _pressing(stand: ClientStand) -> tuple[bool, bool, bool, str]:
    left = stand.open_lines
    urgent = any(line.urgent for line in left)
    return stand.is_looked_at, not urgent, not left, stand.client.name


def tickets_about(stands: list[ClientStand]) -> dict[str, InHand]:
    """The open tickets about the lines that ask, by their trouble."""
    troubles = frozenset(line.trouble for one in stands for line in one.asking if line.trouble)
    return {one.trouble: one for one in centers.in_hand(troubles)} if troubles else {}


def past_days(who: Person, now: datetime) -> list[PastDay]:
    """The days of six weeks, the newest first; days on which the firm is closed only if somebody
    made a round all the same."""
    if not who.is_staff_member:
        return []
    today, calendar = firm_day(now), firm_calendar()
    held = {
        one.day: one
        for one in MonitoringRound.objects.filter(day__gt=today - HISTORY, day__lte=today)
        .select_related("signed_by")
        .annotate(
            clients=Count("looks__client", distinct=True),
            lines=Count("looks", filter=~Q(looks__how=RoundLook.How.QUIET)),
            tickets=Count("looks", filter=Q(looks__how=RoundLook.How.TICKET)),
        )
    }
    days = [today - timedelta(days=ago) for ago in range(HISTORY.days)]
    found = [PastDay(day, calendar.is_open_on(day), held.get(day)) for day in days]
    return [one for one in found if one.works or one.held]


def past_round(who: Person, pk: int) -> MonitoringRound:
    held = MonitoringRound.objects.filter(pk=pk).select_related("signed_by").first()
    if held is None or not who.is_staff_member:
        raise NotFound("There is no such round, or none that you may see.")
    return held


def looks_of(who: Person, held: MonitoringRound) -> QuerySet[RoundLook]:
    """What was looked at in one round, at the clients `who` may see."""
    return (
        RoundLook.objects.visible_to(who)
        .filter(of_round=held)
        .select_related("client", "by")
        .order_by("client__name", "at", "pk")
    )


def newest_look(who: Person, client: Client) -> RoundLook | None:
    """When somebody last looked at this client in a round."""
    looks = RoundLook.objects.visible_to(who).filter(client=client)
    return looks.select_related("by", "of_round").order_by("-at").first()


def in_words(calm: list[RoundLine]) -> str:
    """What is well at a quiet client, in one line."""
    said = [str(line.sentence) for line in calm]
    return " · ".join(said) if said else _("Nothing is watched here yet")


def still_waiting(names: list[str]) -> str:
    """Harbor Dental, Oak & Iron and 3 more have not been looked at."""
    if len(names) <= NAMED:
        return ngettext(
            "%(names)s has not been looked at yet.",
            "%(names)s have not been looked at yet.",
            len(names),
        ) % {"names": words.listed(names)}
    return _("%(names)s and %(n)s more have not been looked at yet.") % {
        "names": ", ".join(names[:NAMED]),
        "n": len(names) - NAMED,
    }
