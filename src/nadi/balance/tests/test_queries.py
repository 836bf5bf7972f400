"""What Today says, to whom, and how a figure opens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nadi.accounts.models import Person
from nadi.balance import actions, queries
from nadi.balance.queries.hours import closed_until
from nadi.balance.tests.conftest import Evidence
from nadi.clients.firm import firm_calendar
from nadi.clients.models import Calendar, Client
from nadi.core.actors import System
from nadi.core.centers import CenterConfig
from nadi.core.errors import NotFound
from nadi.core.models import AuditRow
from nadi.core.vitals import Ask, Cap, HoursSpent, PromiseCount, Window

CLOCK = System("clock")
Take = Callable[[datetime, int], None]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def heart_weak(evidence: Evidence, now: datetime, days_of_snapshots: Take) -> Evidence:
    """Four centers with a score, Heart lowest; three quiet ones."""
    for label, shares in (
        ("agreements", "100 90 100 90"),
        ("monitoring", "90 90 90 90"),
        ("maintenance", "60 50 70 60"),
        ("desk", "90 80 80 90"),
    ):
        evidence.four_vitals(label, now, shares)
    days_of_snapshots(now, 30)
    return evidence


def ask(center: str, title: str, vital: str, minutes: int, gain: int) -> Ask:
    return Ask(center, title, "You promised 30 days", "Do it", "/do/", "post", minutes, vital, gain)


def act(verb: str, at: datetime, person: Person | None, subject: str = "FS02") -> AuditRow:
    return AuditRow.objects.create(
        at=at, verb=verb, actor_id=person.pk if person else None, actor=str(person), subject=subject
    )


@pytest.fixture
def tending(monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a restore tends Heart, closing a ticket Throat, whatever the centers say today."""
    from nadi.core import centers

    for center in centers.centers():
        verbs = {
            "maintenance": {"maintenance.open_restore": "Restore opened"},
            "desk": {"desk.close_ticket": "Ticket closed"},
        }
        monkeypatch.setattr(type(center), "tending", verbs.get(center.label, {}))


def test_the_column_is_one_statement(heart_weak: Evidence, maya: Person) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        rows = queries.column(maya)
    assert len(seen) == 1
    assert [center.number for center, _score, _words in rows] == [1, 2, 3, 4, 5, 6, 7]
    said = {center.label: (score, words) for center, score, words in rows}
    assert said["learning"] == (None, "not enough evidence yet")
    assert said["maintenance"][0] is not None
    assert said["maintenance"][0] < 60
    assert "below its line" in said["maintenance"][1]


def test_a_contact_sees_no_column(heart_weak: Evidence, sara: Person) -> None:
    assert queries.column(sara) == []


def test_the_headline_names_the_weakest_and_tells_of_the_others(
    heart_weak: Evidence, maya: Person, now: datetime
) -> None:
    heart_weak.asks["maintenance"] = [ask("maintenance", "Test a restore", "maintenance.v1", 20, 3)]
    day = queries.today(maya, now)
    assert day.title == "Heart needs you first"
    assert day.lead == (
        "You promised 30 days. Sacral, Third Eye, and Crown have too little evidence for a score."
    )
    assert [row.center.energy for row in day.rows if row.first] == ["Heart"]
    assert [row.center.number for row in day.rows] == [7, 6, 5, 4, 3, 2, 1]
    assert day.whole is None


def test_a_cap_speaks_first(heart_weak: Evidence, maya: Person, now: datetime) -> None:
    heart_weak.caps["desk"] = [Cap("desk", Decimal(10), "Nobody answers", "/desk/")]
    actions.take_snapshot(now, by=CLOCK)
    day = queries.today(maya, now)
    assert day.title == "Throat needs you first"
    assert day.lead.startswith("Nobody answers. Heart is below its line too.")


def test_of_many_caps_the_lowest_speak_and_the_rest_are_counted(
    heart_weak: Evidence, maya: Person, now: datetime
) -> None:
    heart_weak.caps["desk"] = [
        Cap("desk", Decimal(49 - number), f"Cap {number}", "/desk/") for number in range(40)
    ]
    actions.take_snapshot(now, by=CLOCK)
    day = queries.today(maya, now)
    assert day.lead.startswith("Cap 39. Cap 38. 38 more hold it down.")
    throat = next(row for row in day.rows if row.center.label == "desk")
    assert ([said for said, _url in throat.caps], throat.more_caps) == (["Cap 39", "Cap 38"], 38)


def test_without_any_evidence_attention_leads(
    evidence: Evidence, maya: Person, now: datetime, tending: None
) -> None:
    act("desk.close_ticket", now - HOUR, maya)
    day = queries.today(maya, now)
    assert day.title == "Root has waited longest"
    assert day.lead.startswith("Not tended yet. ")
    assert "No center has enough evidence for a score yet." in day.lead
    assert all(row.score is None for row in day.rows)
    assert len(day.rows) == 7


def test_a_cap_comes_first_on_the_first_day_too(
    evidence: Evidence, maya: Person, now: datetime
) -> None:
    evidence.vital("maintenance.restore_proven")
    evidence.caps["maintenance"] = [
        Cap("maintenance", Decimal(50), "The restore of FS02 failed yesterday", "/maintenance/")
    ]
    actions.take_snapshot(now, by=CLOCK)
    day = queries.today(maya, now)
    assert day.title == "Heart needs you first"
    assert day.lead.startswith("The restore of FS02 failed yesterday. No center has enough")


def test_an_unread_center_says_so(heart_weak: Evidence, maya: Person, now: datetime) -> None:
    heart_weak.broken.add("desk")
    actions.take_snapshot(now, by=CLOCK)
    day = queries.today(maya, now)
    throat = next(row for row in day.rows if row.center.label == "desk")
    assert throat.unread
    assert throat.score is None
    assert "Throat could not be read." in day.lead


def test_the_one_thing_is_the_largest_gain_per_hour(
    heart_weak: Evidence, maya: Person, now: datetime
) -> None:
    heart_weak.asks["maintenance"] = [
        ask("maintenance", "A long work with a large gain", "maintenance.v1", 600, 40),
        ask("maintenance", "A short work with a good gain", "maintenance.v1", 20, 30),
        ask("maintenance", "A short work with a small gain", "maintenance.v1", 20, 1),
        ask("maintenance", "Nobody knows what it gains", "maintenance.nowhere", 1, 30),
    ]
    heart = next(r for r in queries.today(maya, now).rows if r.center.label == "maintenance")
    assert heart.ask is not None
    assert heart.ask.title == "A short work with a good gain"


def test_what_is_broken_is_asked_before_any_gain(
    heart_weak: Evidence, maya: Person, now: datetime
) -> None:
    heart_weak.asks["maintenance"] = [
        ask("maintenance", "A short work with a good gain", "maintenance.v1", 20, 30),
        replace(ask("maintenance", "A restore failed", "maintenance.v1", 60, 1), urgent=True),
    ]
    [heart] = [row for row in queries.today(maya, now).rows if row.center.label == "maintenance"]
    assert heart.ask is not None
    assert heart.ask.title == "A restore failed"


def test_a_broken_promise_names_a_center_above_its_line(
    evidence: Evidence, maya: Person, now: datetime, days_of_snapshots: Take
) -> None:
    for label, shares in (("monitoring", "80 80 80 80"), ("maintenance", "90 90 90 90")):
        evidence.four_vitals(label, now, shares)
    days_of_snapshots(now, 30)
    evidence.asks["maintenance"] = [ask("maintenance", "Test", "maintenance.v1", 20, 3)]
    assert queries.today(maya, now).title == "No center with a score is below its line"
    evidence.promises.append(PromiseCount("maintenance", 31, 24, 0, 5, 2))
    evidence.promises.append(PromiseCount("agreements", 3, 2, 0, 1, 0))
    day = queries.today(maya, now)
    assert day.title == "Root needs you first"
    assert day.lead.startswith("1 of its 3 promises is broken. Heart has a broken promise too.")
    evidence.promises.pop()
    day = queries.today(maya, now)
    assert day.title == "Heart needs you first"
    assert day.lead.startswith("5 of its 29 promises are broken. Test.")


def test_promises_and_the_28_day_line(heart_weak: Evidence, maya: Person, now: datetime) -> None:
    heart_weak.promises.append(PromiseCount("maintenance", 31, 17, 4, 8, 2))
    heart = next(r for r in queries.today(maya, now).rows if r.center.label == "maintenance")
    assert heart.promises is not None
    assert (heart.promises.kept, heart.promises.made) == (17, 31)
    assert len(heart.points) == 28
    assert heart.points[-1] == heart.score
    assert heart.points[0] is None  # before its 28 days of evidence there was no score


def test_only_acts_of_people_tend(
    evidence: Evidence, maya: Person, now: datetime, tending: None
) -> None:
    friday = now - timedelta(days=3)
    act("maintenance.open_restore", friday, maya)
    act("maintenance.open_restore", now - HOUR, None)  # nadi itself
    act("balance.take_snapshot", now - HOUR, maya)  # tends nothing
    day = queries.today(maya, now)
    rows = {row.center.label: row.tended for row in day.rows}
    assert rows["maintenance"] == "tended Friday"
    assert rows["desk"] == "not tended yet"
    grid = {center.label: cells for _name, center, cells in day.grid}
    assert grid["maintenance"] == (False, False, False, True, None, None, False)
    assert [a.title for a in day.acts] == ["Restore opened"]
    assert day.since == "Friday"
    assert day.grid_days[-1] == "Monday"


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=5), "tended this morning"),
        (timedelta(days=1), "tended yesterday"),
        (timedelta(days=6), "tended Tuesday"),
        (timedelta(days=9), "tended 9 days ago"),
    ],
)
def test_when_it_was_tended(
    evidence: Evidence, maya: Person, now: datetime, tending: None, ago: timedelta, said: str
) -> None:
    act("desk.close_ticket", now - ago, maya)
    rows = {row.center.label: row.tended for row in queries.today(maya, now).rows}
    assert rows["desk"] == said


def test_attention_never_moves_state(
    heart_weak: Evidence, maya: Person, now: datetime, tending: None
) -> None:
    before = [row.score for row in queries.today(maya, now).rows]
    for minute in range(200):
        act("maintenance.open_restore", now - timedelta(minutes=minute), maya)
    actions.take_snapshot(now, by=CLOCK)
    assert [row.score for row in queries.today(maya, now).rows] == before


def test_a_limited_technician_is_not_told_of_other_clients(
    evidence: Evidence, jonas: Person, maya: Person, now: datetime, tending: None
) -> None:
    act("desk.close_ticket", now - HOUR, maya)
    assert queries.today(jonas, now).acts == []
    assert len(queries.today(maya, now).acts) == 1


def test_where_the_hours_went(evidence: Evidence, maya: Person, now: datetime) -> None:
    evidence.hours += [HoursSpent("desk", 580), HoursSpent("maintenance", 420)]
    day = queries.today(maya, now)
    assert {r.center.label: round(r.percent) for r in day.hours if r.minutes} == {
        "desk": 58,
        "maintenance": 42,
    }
    assert not day.hours_meant
    shares = dict.fromkeys(["agreements", "learning", "monitoring", "planning", "culture"], 10)
    actions.set_intention(
        {**shares, "desk": 30, "maintenance": 20}, on=queries.firm_day(now), by=maya
    )
    meant = {r.center.label: r.intended for r in queries.today(maya, now).hours}
    assert meant["desk"] == 30


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23T08:10+00:00", ""),
        ("2026-11-23T05:00+00:00", "08:00"),
        ("2026-11-23T20:00+00:00", "Tuesday"),
        ("2026-11-21T10:00+00:00", "Monday"),
    ],
)
def test_closed_until(db: None, moment: str, said: str) -> None:
    assert closed_until(firm_calendar(), datetime.fromisoformat(moment)) == said


def test_the_firm_s_own_calendar_counts(db: None, settings: object, now: datetime) -> None:
    Calendar.objects.create(
        name=settings.NADI_FIRM, zone_name="UTC", week=[[]] * 5 + [[[0, 60]], []]
    )
    assert closed_until(firm_calendar(), now) == "Saturday"


def test_a_figure_opens_to_its_rows(
    evidence: Evidence, maya: Person, harbor: Client, oak: Client, now: datetime
) -> None:
    name = "maintenance.restore_proven"
    evidence.vital(name)
    evidence.add(name, now - HOUR, good=3, bad=1, client=harbor.pk)
    evidence.add(name, now - HOUR, good=1, bad=2, client=oak.pk)
    evidence.add(name, now - HOUR, client=oak.pk, excluded="retired on 3 November")
    actions.take_snapshot(now, by=CLOCK)
    it = queries.explanation(maya, name, queries.Wanted(), now)
    assert it.sentence == "4 of 7: 57.1\u202f%"
    assert it.steps[0] == "4 ÷ 7 × 100 = 57.1\u202f%"
    assert "50 → 5, 80 → 60, 95 → 80, 100 → 100" in it.steps[-1]
    assert len(it.rows) == 7
    assert [row.excluded for row in it.excluded] == ["retired on 3 November"]
    assert it.same
    assert it.stored is not None
    assert it.stored_same
    assert [(c.name, value) for c, value, _said in it.by_client] == [
        ("Harbor Dental", "75\u202f%"),
        ("Oak & Iron", "33.3\u202f%"),
    ]
    one = queries.explanation(maya, name, queries.Wanted(client="harbor-dental"), now)
    assert one.sentence == "3 of 4: 75\u202f%"
    assert one.stored is None


def test_what_was_stored_is_compared_with_the_rows_of_now(
    evidence: Evidence, maya: Person, now: datetime
) -> None:
    evidence.vital("desk.answered")
    evidence.add("desk.answered", now - HOUR, good=3, bad=1)
    actions.take_snapshot(now, by=CLOCK)
    evidence.rows["desk.answered"].pop()
    it = queries.explanation(maya, "desk.answered", queries.Wanted(), now)
    assert it.same
    assert not it.stored_same


def test_a_window_of_its_own(evidence: Evidence, maya: Person, now: datetime) -> None:
    evidence.vital("desk.answered")
    evidence.add("desk.answered", now - timedelta(days=100), good=2)
    window = Window(now - timedelta(days=101), now - timedelta(days=99))
    it = queries.explanation(maya, "desk.answered", queries.Wanted(window=window), now)
    assert it.counted.n == 2
    assert queries.explanation(maya, "desk.answered", queries.Wanted(), now).counted.n == 0


def test_a_limited_technician_sees_only_their_clients_rows(
    evidence: Evidence, jonas: Person, harbor: Client, oak: Client, now: datetime
) -> None:
    evidence.vital("desk.answered")
    evidence.add("desk.answered", now - HOUR, good=3, client=harbor.pk)
    evidence.add("desk.answered", now - HOUR, good=0, bad=5, client=oak.pk)
    actions.take_snapshot(now, by=CLOCK)
    it = queries.explanation(jonas, "desk.answered", queries.Wanted(), now)
    assert (it.counted.n, it.narrowed, it.stored, it.history) == (3, True, None, [])
    with pytest.raises(NotFound):
        queries.explanation(jonas, "desk.answered", queries.Wanted(client="oak-iron"), now)


@pytest.mark.parametrize(
    "wanted", [queries.Wanted(client="nobody"), queries.Wanted(population="x")]
)
def test_what_does_not_exist(
    evidence: Evidence, maya: Person, now: datetime, wanted: queries.Wanted
) -> None:
    evidence.vital("desk.answered")
    with pytest.raises(NotFound):
        queries.explanation(maya, "desk.answered", wanted, now)
    with pytest.raises(NotFound):
        queries.explanation(maya, "desk.no_such", queries.Wanted(), now)
    with pytest.raises(NotFound):
        queries.state_of(maya, "kitchen", now)


def test_a_ring_opens_to_its_vitals(heart_weak: Evidence, maya: Person, now: datetime) -> None:
    heart_weak.asks["maintenance"] = [ask("maintenance", "Test it", "maintenance.v1", 20, 3)]
    it = queries.state_of(maya, "maintenance", now)
    assert [one.title for one in it.asks] == ["Test it"]
    assert isinstance(it.center, CenterConfig)
    assert it.state is not None
    assert len(it.vitals) == 4
    mean = sum(one.row.score for one in it.vitals if one.row) / 4
    assert it.state.low == pytest.approx(mean)
    assert it.formula.endswith(f"÷ 4 = {round(mean, 1):g}")
