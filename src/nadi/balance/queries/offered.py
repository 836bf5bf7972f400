"""What the round may ask of somebody today, and what somebody else gave them to do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from nadi.accounts.models import Person, Role
from nadi.balance import rules, sentences
from nadi.balance.models import Answered, CenterSnapshot, Chosen, Offer, Round
from nadi.balance.queries.attention import tended
from nadi.balance.queries.column import latest_states
from nadi.balance.queries.prepared import prepared_for
from nadi.balance.queries.today import INTERVAL, ranked_asks
from nadi.balance.rules import offers
from nadi.clients.firm import firm_day, firm_zone
from nadi.clients.models import ClientLimit
from nadi.core import centers
from nadi.core.statements import Row, columns, made, rows, texts
from nadi.core.vitals import Ask

GIVEN = (Chosen.SCHEDULE, Chosen.HAND_OVER)
LATELY = timedelta(days=7)
MOST = 10


@dataclass(frozen=True, slots=True)
class Question:
    """What one card asks; `source` is the plan or hand-over that came back as this question."""

    center: centers.CenterConfig
    key: str
    ask: dict[str, str | int | bool]
    must_choose: bool
    source: Offer | None = None


def questions(who: Person, now: datetime) -> list[Question]:
    """At most one a card, Root first; a center without one asks nothing today."""
    today = firm_day(now)
    back = {offer.center: offer for offer in reversed(waiting_for(who, today))}
    asked = _ranked(who, now)
    past, held = _history(who, today), _held(who)
    found = []
    for center in centers.centers():
        if center.label in back:
            found.append(_again(center, back[center.label], past, today))
            continue
        for ask in asked.get(center.label, []):
            key = offers.identity(ask.center, ask.vital, ask.method, ask.url)
            standing = offers.standing(past[key], facts_of(plain(ask)), today)
            if not standing.silent and key not in held:
                found.append(Question(center, key, plain(ask), standing.must_choose))
                break
    return found


def _ranked(who: Person, now: datetime) -> Mapping[str, list[Ask]]:
    ahead = prepared_for(who, [center.label for center in centers.centers()], now)
    return ranked_asks(who, now, latest_states(), ahead)


def _again(
    center: centers.CenterConfig,
    source: Offer,
    past: Mapping[str, Sequence[offers.Offered]],
    today: date,
) -> Question:
    standing = offers.standing(past[source.key], facts_of(source.ask), today)
    return Question(center, source.key, source.ask, standing.must_choose, source)


def first_of(who: Person, asking: Sequence[Question], now: datetime) -> str:
    """Whose turn it is before the others, among those with a question; empty where none has one."""
    latest, zone, day = latest_states(), firm_zone(), firm_day(now)
    attention = tended(who, now, zone)
    standings = [
        rules.Standing(
            number=one.center.number,
            state=_state(latest.get(one.center.label)),
            days=attention[one.center.label].days_ago(day, zone),
            interval=INTERVAL,
        )
        for one in asking
    ]
    if not standings:
        return ""
    number = rules.in_order(standings)[0].number
    return next(one.center.label for one in asking if one.center.number == number)


def _state(row: CenterSnapshot | None) -> rules.CenterState:
    if row is None:
        return rules.center_state([])
    return rules.CenterState(rules.Verdict(row.verdict), row.low, row.high)


def plain(ask: Ask) -> dict[str, str | int | bool]:
    """As it is kept with the round: in the words it was put in."""
    return {
        "title": str(ask.title),
        "why": sentences.sentence(ask.why),
        "button": str(ask.button),
        "url": ask.url,
        "method": ask.method,
        "minutes": ask.minutes,
        "vital": ask.vital,
        "rows": ask.gain_rows,
        "urgent": ask.urgent,
    }


def facts_of(ask: Mapping[str, str | int | bool]) -> offers.Facts:
    return offers.Facts(
        offers.things_of(str(ask.get("url", ""))),
        int(ask.get("rows", 0)),
        bool(ask.get("urgent", False)),
    )


def _history(who: Person, today: date) -> Mapping[str, list[offers.Offered]]:
    """What was put to `who` on earlier days and is remembered, by ask, oldest first."""
    since = today - offers.FORGOTTEN
    seen = (
        Offer.objects.filter(round__person=who, round__day__lt=today)
        .filter(Q(round__day__gt=since) | Q(on__gt=since))
        .filter(
            Q(number__lte=F("round__seen")) | ~Q(chosen=Chosen.NONE) | Q(tended_at__isnull=False)
        )
        .select_related("round")
        .order_by("round__day")
    )
    found: dict[str, list[offers.Offered]] = defaultdict(list)
    for offer in seen:
        found[offer.key].append(_offered(offer))
    return found


def _offered(offer: Offer) -> offers.Offered:
    return offers.Offered(
        day=offer.round.day,
        choice=offers.Choice(offer.chosen),
        facts=facts_of(offer.ask),
        on=offer.on,
        with_other=offer.is_elsewhere,
        answered=firm_day(offer.answered_at) if offer.answered_at else None,
        tended=offer.tended_at is not None,
    )


def _held(who: Person) -> set[str]:
    """What somebody else planned for `who` on a later day is not asked before it."""
    found = Offer.objects.filter(owner=who, chosen__in=GIVEN, answered=Answered.NOT_YET)
    return set(found.exclude(round__person=who).values_list("key", flat=True))


def waiting_for(who: Person, today: date) -> list[Offer]:
    """What was handed to `who`, and what was planned for them for today or a day since, the oldest
    first. What one planned oneself is asked in the first round after its date, and then no more."""
    return _in_turn(_with_who(who, today).filter(_waits(who, today)))


#: As `waiting_for` and what was given say it in Python, but in one statement that is planned once:
#: Today asks it on each opening.
WITH_OTHERS = f"""
SELECT {columns(Offer, "o")}, {columns(Round, "r")}, {columns(Person, "p")}, {columns(Person, "w")}
FROM balance_offer o
JOIN balance_round r ON r.id = o.round_id
JOIN accounts_person p ON p.id = r.person_id
JOIN accounts_person w ON w.id = o.owner_id
WHERE o.chosen = ANY(%(given)s::text[])
AND (o."on" > %(since)s OR (o."on" IS NULL AND r.day > %(since)s))
AND ((o.owner_id = %(who)s AND o.answered = '' AND (o."on" IS NULL OR o."on" <= %(today)s)
      AND (r.person_id <> %(who)s OR NOT EXISTS (
        SELECT FROM balance_offer again JOIN balance_round later ON later.id = again.round_id
        WHERE again.source_id = o.id AND later.day < %(today)s AND again.number <= later.seen)))
  OR (r.person_id = %(who)s AND o.owner_id <> %(who)s
      AND (o.answered = '' OR o.answered_at >= %(lately)s)))
"""  # noqa: S608  columns of ours


def with_others_too(who: Person, now: datetime) -> tuple[list[Offer], list[Offer]]:
    """What waits for `who`, and what they gave to others: still there, or answered in the last
    week. One statement for both."""
    if not who.is_staff_member:
        return [], []
    today = firm_day(now)
    asked = {
        "given": texts(GIVEN),
        "since": today - offers.FORGOTTEN,
        "who": who.pk,
        "today": today,
        "lately": now - LATELY,
    }
    found = [_with_people(row) for row in rows(WITH_OTHERS, asked)]
    mine = [offer for offer in found if offer.owner_id == who.pk]
    others = [offer for offer in found if offer.owner_id != who.pk]
    newest = sorted(others, key=lambda offer: (offer.chosen_at or now, offer.pk), reverse=True)
    return _in_turn(mine), newest[:MOST]


def _with_people(row: Row) -> Offer:
    """An offer with its round, who made that, and who has the offer now."""
    ends = list(accumulate(len(model._meta.concrete_fields) for model in (Offer, Round, Person)))
    offer, found = made(Offer, row[: ends[0]]), made(Round, row[ends[0] : ends[1]])
    found.person, offer.owner = made(Person, row[ends[1] : ends[2]]), made(Person, row[ends[2] :])
    offer.round = found
    return offer


def _with_who(who: Person, today: date) -> QuerySet[Offer]:
    if not who.is_staff_member:
        return Offer.objects.none()
    since = today - offers.FORGOTTEN
    remembered = Q(on__gt=since) | Q(on=None, round__day__gt=since)
    found = Offer.objects.filter(remembered, chosen__in=GIVEN)
    return found.select_related("round__person", "owner")


def _waits(who: Person, today: date) -> Q:
    asked_since = Offer.objects.filter(
        source=OuterRef("pk"), round__day__lt=today, number__lte=F("round__seen")
    )
    from_others = ~Q(round__person=who) | ~Exists(asked_since)
    due = Q(on=None) | Q(on__lte=today)
    return Q(due, from_others, owner=who, answered=Answered.NOT_YET)


def _in_turn(found: Iterable[Offer]) -> list[Offer]:
    return sorted(found, key=lambda offer: (offer.on or offer.round.day, offer.pk))


def may_be_given_to(who: Person) -> QuerySet[Person]:
    """Whom `who` may give a question to: colleagues who may see every client, for an ask may name
    any of them."""
    limited = ClientLimit.objects.values("person")
    return Person.objects.staff().exclude(role=Role.TECHNICIAN, pk__in=limited)
