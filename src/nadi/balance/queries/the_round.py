"""The round of one person on one day: its seven cards, and what Today and the bar say of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.db.models import Max

from nadi.accounts.models import Person
from nadi.balance import sentences
from nadi.balance.models import Chosen, Offer, Round
from nadi.balance.queries.attention import tended
from nadi.balance.queries.offered import with_others_too
from nadi.balance.queries.today import INTERVAL
from nadi.balance.rules import is_past
from nadi.balance.rules.offers import CARDS, minutes_left
from nadi.clients.firm import firm_day, firm_zone
from nadi.core import centers
from nadi.core.errors import NotFound
from nadi.core.models import AuditRow
from nadi.core.statements import columns, made, rows
from nadi.core.vitals import Since, Text

log = structlog.get_logger(__name__)
A_WEEK = timedelta(days=7)
ROUND = (
    f"SELECT {columns(Round, 'r')} FROM balance_round r"  # noqa: S608  columns of ours
    " WHERE r.person_id = %s AND r.day = %s"
)
OPEN = "round"  # where the session keeps that a round is open


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody really did for a center since their round began."""

    verb: str
    title: Text
    at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """One center's card. `turn` says why it comes first today; empty for the other six."""

    center: centers.CenterConfig
    number: int
    ordinal: str
    minutes: int
    turn: str
    since_title: str
    since: list[Since]
    offer: Offer | None
    act: Act | None

    @property
    def is_open(self) -> bool:
        """The question is offered for the last time, and waits for one of the four answers."""
        return (
            self.offer is not None
            and self.offer.must_choose
            and self.offer.chosen in (Chosen.NONE, Chosen.DO)
            and self.act is None
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """In the round: Heart. `has_tended`: something was really done for it since the round began."""

    center: centers.CenterConfig | None
    has_tended: bool


@dataclass(frozen=True, slots=True)
class RoundToday:
    """What Today says of somebody's round, of what was given to them, and of what they gave."""

    round: Round | None
    waiting: list[Offer]
    given: list[Offer]


def round_today(who: Person, now: datetime) -> RoundToday:
    waiting, given = with_others_too(who, now)
    return RoundToday(round_of(who, firm_day(now)), waiting, given)


def round_of(who: Person, day: date) -> Round | None:
    found = rows(ROUND, [who.pk, day])
    if not found:
        return None
    mine = made(Round, found[0])
    mine.person = who
    return mine


def round_for(who: Person, now: datetime) -> Round:
    """Today's round of `who`; NotFound before it has begun, and once the day is over."""
    found = round_of(who, firm_day(now))
    if found is None:
        raise NotFound("There is no round of yours today. Begin it from Today.")
    return found


def offer_for(who: Person, center: str, now: datetime) -> Offer:
    """The question of one card of today's round of `who`."""
    found = (
        Offer.objects.select_related("round__person", "owner", "source__round")
        .filter(round__person=who, round__day=firm_day(now), center=center)
        .first()
    )
    if found is None:
        raise NotFound("This card has no question today.")
    return found


def given_for(who: Person, pk: int) -> Offer:
    """Something that was given to `who`."""
    found = Offer.objects.select_related("round__person").filter(owner=who, pk=pk).first()
    if found is None:
        raise NotFound("There is no such thing, or it is not with you.")
    return found


def cards(found: Round, now: datetime, *, told: bool = True) -> list[Card]:
    """Root first; without what came since where only a choice is shown anew."""
    asked = {
        offer.center: offer
        for offer in found.offers.select_related("owner", "source__round__person")
    }
    acts, before, turn = acts_of(found, now), _last_seen(found), _turn(found, now)
    ordinals = sentences.ordinals()
    return [
        Card(
            center=center,
            number=center.number,
            ordinal=ordinals[center.number - 1],
            minutes=minutes_left(center.number),
            turn=turn if center.label == found.first else "",
            since_title=sentences.since_title(before.get(center.number), now, firm_zone()),
            since=_since(center, found.person, before.get(center.number), now) if told else [],
            offer=asked.get(center.label),
            act=acts.get(center.label),
        )
        for center in centers.centers()
    ]


def acts_of(found: Round, now: datetime) -> Mapping[str, Act]:
    """The newest act of this person for each center since the round began. Clicking through leaves
    no such row: no verb of the round is among those that tend."""
    verbs = {verb: center for center in centers.centers() for verb in center.tending}
    rows = AuditRow.objects.filter(
        verb__in=verbs, actor_id=found.person_id, at__gte=found.begun_at, at__lte=now
    ).order_by("at")
    return {
        verbs[verb].label: Act(verb, verbs[verb].tending[verb], at)
        for verb, at in rows.values_list("verb", "at")
    }


def bar(who: Person, kept: object, now: datetime) -> Bar | None:
    """What the slim bar says while a round is open; `kept` is what the session remembers."""
    if not isinstance(kept, dict) or kept.get("day") != firm_day(now).isoformat():
        return None
    center = {c.number: c for c in centers.centers()}.get(kept["card"])
    if center is None:
        return Bar(None, has_tended=False)
    rows = AuditRow.objects.filter(verb__in=center.tending, actor_id=who.pk, at__lte=now)
    return Bar(center, rows.filter(at__gte=datetime.fromisoformat(kept["since"])).exists())


def _last_seen(found: Round) -> Mapping[int, datetime]:
    """When each card was last seen on an earlier day, by the number of the card."""
    earlier = Round.objects.filter(person_id=found.person_id, day__lt=found.day)
    latest = dict(earlier.values_list("seen").annotate(last=Max("begun_at")))
    return {
        number: max(reached)
        for number in range(1, CARDS + 1)
        if (reached := [at for seen, at in latest.items() if seen >= number])
    }


def _since(
    center: centers.CenterConfig, who: Person, before: datetime | None, now: datetime
) -> list[Since]:
    try:
        return center.since(who, before or now - A_WEEK, now)[:3]
    except Exception:  # boundary: one center that cannot tell must not blind the others
        log.exception("since_unread", center=center.label)
        return []


def _turn(found: Round, now: datetime) -> str:
    """Why the first is first."""
    if not found.first:
        return ""
    zone: ZoneInfo = firm_zone()
    days = tended(found.person, now, zone)[found.first].days_ago(firm_day(now), zone)
    return sentences.turn(days if is_past(days, INTERVAL) else 0)
