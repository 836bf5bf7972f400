"""What Today reads by plain statements is what the plain, slow way says."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Q

from nadi.accounts.models import Person, Role
from nadi.balance.models import Answered, CenterSnapshot, Chosen, Offer, Round, VitalSnapshot
from nadi.balance.queries import offered
from nadi.balance.queries.attention import acts_by_day, tended
from nadi.balance.queries.column import latest_states
from nadi.balance.queries.the_round import round_of
from nadi.balance.queries.today import _measured
from nadi.clients.firm import firm_day
from nadi.core import centers
from nadi.core.models import AuditRow
from nadi.core.tests.chance import seeds

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)


@seeds(12)
@pytest.mark.parametrize("zone", ["Europe/Stockholm", "America/New_York", "UTC"])
def test_the_days_of_acts_are_those_that_are_counted(
    maya: Person, monkeypatch: pytest.MonkeyPatch, seed: int, zone: str
) -> None:
    chance, hours = random.Random(seed), ZoneInfo(zone)
    verbs = {c.label: (f"{c.label}.mend", f"{c.label}.look") for c in centers.centers()}
    for center in centers.centers():
        words = dict.fromkeys(verbs[center.label], "Mended")
        monkeypatch.setattr(type(center), "tending", words)
    midnights = [
        datetime.combine(NOW.astimezone(hours).date() - timedelta(days=ago), time(), hours)
        for ago in range(9)
    ]
    moments = [
        NOW, NOW + timedelta(seconds=1), *midnights,
        *(at - timedelta(microseconds=1) for at in midnights),
        *(NOW - timedelta(minutes=chance.randrange(15 * 1440)) for _ in range(30)),
    ]  # fmt: skip
    AuditRow.objects.bulk_create(
        AuditRow(
            at=at,
            verb=chance.choice([*(one for two in verbs.values() for one in two), "desk.sweep"]),
            actor_id=chance.choice([maya.pk, maya.pk, None]),
        )
        for at in chance.sample(moments, chance.randrange(len(moments)))
    )
    found, counted = tended(maya, NOW, hours), acts_by_day(maya, NOW, hours, 7)
    for label, both in verbs.items():
        assert found[label].on == {day for day, acts in counted[label].items() if acts}
        acts = AuditRow.objects.filter(verb__in=both, actor_id__isnull=False, at__lte=NOW)
        newest = acts.order_by("-at").first()
        assert found[label].last == (newest.at if newest else None)


@seeds(25)
def test_what_was_given_is_what_the_orm_finds(maya: Person, henrik: Person, seed: int) -> None:
    chance, today = random.Random(seed), firm_day(NOW)
    people = [maya, henrik, Person.objects.create(email="x@y.example", name="X", role=Role.OWNER)]
    labels = [center.label for center in centers.centers()]
    made: list[Offer] = []
    for _ in range(30):
        by, ago = chance.choice(people), chance.choice([0, 0, 1, 2, 30, 89, 90, 91, 120])
        day = today - timedelta(days=ago)
        own, _new = Round.objects.get_or_create(
            person=by, day=day, defaults={"begun_at": NOW, "seen": chance.randint(1, 8)}
        )
        free = set(labels) - set(own.offers.values_list("center", flat=True))
        if not free:
            continue
        chosen = chance.choice([Chosen.SCHEDULE, Chosen.HAND_OVER, Chosen.DO, Chosen.NONE])
        given = chosen in offered.GIVEN
        answered = chance.choice(
            [Answered.NOT_YET, Answered.NOT_YET, Answered.DONE, Answered.LET_GO]
        )
        made.append(
            Offer.objects.create(
                round=own,
                center=chance.choice(sorted(free)),
                number=chance.randint(1, 7),
                key=str(len(made)),
                ask={"title": str(len(made))},
                source=chance.choice(made) if made and chance.random() < 0.5 else None,
                chosen=chosen,
                chosen_at=chance.choice([None, NOW - timedelta(hours=chance.randint(1, 99))]),
                owner=chance.choice(people) if given else None,
                on=_on(chance, today) if chosen == Chosen.SCHEDULE else None,
                answered=answered,
                answered_at=NOW - timedelta(days=chance.choice([1, 7, 8])) if answered else None,
            )
        )
    for who in people:
        waiting, gave = offered.with_others_too(who, NOW)
        assert [o.pk for o in waiting] == [o.pk for o in offered.waiting_for(who, today)]
        lately = Q(answered_at__gte=NOW - offered.LATELY) | Q(answered=Answered.NOT_YET)
        slow = offered._with_who(who, today).filter(lately, round__person=who).exclude(owner=who)
        assert {o.pk for o in gave} == {o.pk for o in slow}
        for offer in (*waiting, *gave):
            same = Offer.objects.select_related("round__person", "owner").get(pk=offer.pk)
            for one in ("ask", "on", "answered_at", "chosen", "line", "source_id"):
                assert getattr(offer, one) == getattr(same, one)
            assert offer.round.person.name == same.round.person.name
            assert (offer.round.day, offer.owner) == (same.round.day, same.owner)


def _on(chance: random.Random, today: date) -> date:
    return today + timedelta(days=chance.choice([-91, -90, -89, -1, 0, 1, 40]))


def test_the_newest_of_each(maya: Person) -> None:
    for ago in (0, 1, 400):
        on = NOW.date() - timedelta(days=ago)
        for label in ("desk", "learning")[: 1 if ago == 0 else 2]:
            CenterSnapshot.objects.create(
                day=on, center=label, verdict="scored", low=50 + ago, high=60, known=1, of=2,
                vitals_missing=0, days_missing=0, caps=[{"at": 1.0, "sentence": "S", "url": "/"}],
            )  # fmt: skip
            VitalSnapshot.objects.create(
                day=on, center=label, vital=f"{label}.v", version=1, window_start=NOW,
                window_end=NOW, numerator=ago, denominator=None, n=ago, goalposts={},
            )  # fmt: skip
    newest = {row.center: row for row in CenterSnapshot.objects.order_by("day")}
    read = latest_states()
    assert read == newest
    assert [row.caps for row in read.values()] == [row.caps for row in newest.values()]
    assert {row.low for row in read.values()} == {50, 51}
    measured = _measured({"desk.v", "learning.v", "", "no,{such}"})
    assert {name: (one.numerator, one.n) for name, one in measured.items()} == {
        "desk.v": (0, 0),
        "learning.v": (1, 1),
    }
    mine = Round.objects.create(person=maya, day=NOW.date(), begun_at=NOW, line="Good")
    assert round_of(maya, NOW.date()) == mine
    assert round_of(maya, NOW.date() - timedelta(days=1)) is None
