"""Snapshots: idempotent for a day, never rewriting an earlier one, and hard to flatter."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from nadi.accounts.models import Person
from nadi.balance import actions, refreshing
from nadi.balance.handlers import touch
from nadi.balance.models import CenterSnapshot, Intention, Touched, VitalSnapshot
from nadi.balance.tests.conftest import Evidence
from nadi.balance.tests.test_handlers import SomethingHappened
from nadi.core.actors import System
from nadi.core.errors import BadInput
from nadi.core.models import AuditRow
from nadi.core.vitals import Cap

CLOCK = System("clock")
Take = Callable[[datetime, int], None]
pytestmark = pytest.mark.django_db


def last(label: str = "maintenance") -> CenterSnapshot:
    return CenterSnapshot.objects.filter(center=label).latest("day")


def everything() -> list[dict[str, object]]:
    return [
        *VitalSnapshot.objects.order_by("vital", "day").values(),
        *CenterSnapshot.objects.order_by("center", "day").values(),
    ]


def test_taking_it_twice_changes_nothing(evidence: Evidence, now: datetime) -> None:
    evidence.four_vitals("maintenance", now)
    actions.take_snapshot(now, by=CLOCK)
    before = everything()
    actions.take_snapshot(now, by=CLOCK)
    assert everything() == before
    assert len(before) == 4 + 7


def test_a_snapshot_stores_everything_behind_the_number(evidence: Evidence, now: datetime) -> None:
    evidence.vital("maintenance.restore_proven")
    evidence.add("maintenance.restore_proven", now - timedelta(days=2), good=17, bad=14)
    evidence.add("maintenance.restore_proven", now - timedelta(days=3), excluded="retired")
    actions.take_snapshot(now, count_excluded=True, by=CLOCK)
    row = VitalSnapshot.objects.get()
    assert (row.numerator, row.denominator, row.n, row.excluded) == (17, 31, 31, 1)
    assert row.window_end - row.window_start == timedelta(days=28)
    assert row.fresh_at == now - timedelta(days=2)
    assert row.goalposts["acceptable"] == "80"
    assert row.goalposts["source"] == "our own default"
    assert row.value == pytest.approx(54.83870967)
    assert row.score == pytest.approx(5 + (54.8387 - 50) / 30 * 55, abs=0.001)
    assert AuditRow.objects.get().verb == "balance.take_snapshot"


def test_a_score_needs_four_vitals_and_28_days(
    evidence: Evidence, now: datetime, days_of_snapshots: Take
) -> None:
    evidence.four_vitals("maintenance", now)
    days_of_snapshots(now, 27)
    assert (last().verdict, last().days_missing) == ("not_enough", 1)
    actions.take_snapshot(now + timedelta(days=1), by=CLOCK)
    assert last().verdict == "scored"
    assert last("learning").verdict == "not_enough"


def test_a_cap_holds_the_center_and_its_sentence_is_kept(
    evidence: Evidence, now: datetime, days_of_snapshots: Take
) -> None:
    evidence.four_vitals("maintenance", now, "100 100 100 100")
    days_of_snapshots(now, 28)
    assert last().low == 100
    evidence.caps["maintenance"] = [
        Cap("maintenance", Decimal(50), "A restore of FS02 failed", "/maintenance/restores/1/")
    ]
    actions.take_snapshot(now, by=CLOCK)
    assert (last().low, last().high) == (50, 50)
    assert last().caps[0]["sentence"] == "A restore of FS02 failed"


def test_an_unread_center_does_not_blind_the_others(
    evidence: Evidence, now: datetime, days_of_snapshots: Take
) -> None:
    for label in ("desk", "maintenance"):
        evidence.four_vitals(label, now)
    days_of_snapshots(now, 28)
    evidence.broken.add("maintenance")
    actions.take_snapshot(now, by=CLOCK)
    assert last().verdict == "unread"
    assert last("desk").verdict == "scored"


def test_unplugging_a_source_never_raises(
    evidence: Evidence, now: datetime, days_of_snapshots: Take
) -> None:
    evidence.four_vitals("maintenance", now, "100 100 100 50")
    days_of_snapshots(now, 30)
    before = last().low
    evidence.rows["maintenance.v3"].clear()
    lows = []
    for ahead in range(1, 40):
        actions.take_snapshot(now + timedelta(days=ahead), by=CLOCK)
        lows.append(last().low)
    assert max(lows) <= before + 1e-9
    silent = VitalSnapshot.objects.filter(vital="maintenance.v3").latest("day")
    assert (silent.hold, silent.score) == ("silent", 5)


def test_deleting_most_rows_never_raises(
    evidence: Evidence, now: datetime, days_of_snapshots: Take
) -> None:
    evidence.four_vitals("maintenance", now, "100 100 100 40")
    days_of_snapshots(now, 30)
    before = last().low
    rows = evidence.rows["maintenance.v3"]
    evidence.rows["maintenance.v3"] = [row for row in rows if row.numerator]
    actions.take_snapshot(now, by=CLOCK)
    assert last().low <= before
    held = VitalSnapshot.objects.filter(vital="maintenance.v3").latest("day")
    assert (held.hold, held.value) == ("thinned", 100)


def test_renaming_a_vital_never_raises(
    evidence: Evidence, now: datetime, days_of_snapshots: Take
) -> None:
    evidence.four_vitals("maintenance", now, "100 100 100 40")
    evidence.vital("maintenance.v4")
    evidence.rows["maintenance.v4"] = list(evidence.rows["maintenance.v3"])
    days_of_snapshots(now, 30)
    before = last().low
    evidence.vitals["maintenance"].pop()
    evidence.vital("maintenance.fresh_name")
    actions.take_snapshot(now, by=CLOCK)
    assert last().low <= before


def test_one_tiny_sample_cannot_shine(
    evidence: Evidence, now: datetime, days_of_snapshots: Take
) -> None:
    evidence.vital("desk.kind_words")
    for ago in range(60, 30, -1):
        evidence.add("desk.kind_words", now - timedelta(days=ago), good=6, bad=4)
    days_of_snapshots(now, 60)
    evidence.rows["desk.kind_words"].clear()
    evidence.add("desk.kind_words", now - timedelta(hours=2), good=2)
    actions.take_snapshot(now, by=CLOCK)
    row = VitalSnapshot.objects.latest("day")
    assert (row.value, row.own_rate) == (100, pytest.approx(0.6))
    assert row.leaned == pytest.approx(100 * (2 + 10 * 0.6) / 12, abs=1e-5)


def test_only_touched_centers_are_read_again(evidence: Evidence, now: datetime) -> None:
    evidence.four_vitals("desk", now)
    evidence.four_vitals("maintenance", now)
    evidence.vital("desk.v4", touched_by=(SomethingHappened,))
    actions.take_snapshot(now, by=CLOCK)
    touch([SomethingHappened(1)])
    later = now + timedelta(minutes=3)
    assert refreshing.refresh(later) == ["desk"]
    assert not Touched.objects.exists()
    assert {row.center for row in CenterSnapshot.objects.filter(taken_at=later)} == {"desk"}


def test_an_earlier_day_is_never_rewritten(evidence: Evidence, now: datetime) -> None:
    evidence.four_vitals("desk", now)
    actions.take_snapshot(now - timedelta(days=1), by=CLOCK)
    books = CenterSnapshot.objects.filter(day=(now - timedelta(days=1)).date())
    assert any(row.book for row in books)
    books.update(book={})  # which ends with its day
    yesterday = everything()
    evidence.rows["desk.v0"].clear()
    actions.take_snapshot(now, by=CLOCK)
    assert [row for row in everything() if row in yesterday] == yesterday


def test_the_book_ends_with_its_day(evidence: Evidence, now: datetime) -> None:
    evidence.four_vitals("desk", now)
    actions.take_snapshot(now - timedelta(days=1), by=CLOCK)
    actions.take_snapshot(now, by=CLOCK)
    with_books = CenterSnapshot.objects.exclude(book={}).values_list("center", "day")
    assert list(with_books) == [("desk", now.date())]


SHARES = {
    "agreements": 10, "learning": 10, "monitoring": 15, "maintenance": 15, "desk": 40,
    "planning": 5, "culture": 5,
}  # fmt: skip


def test_what_is_intended_is_kept_from_a_day_on(maya: Person) -> None:
    actions.set_intention(SHARES, on=date(2026, 11, 23), by=maya)
    actions.set_intention({**SHARES, "desk": 35, "learning": 15}, on=date(2026, 12, 1), by=maya)
    assert Intention.objects.count() == 14
    assert AuditRow.objects.filter(verb="balance.set_intention", actor_id=maya.pk).count() == 2


@pytest.mark.parametrize(
    ("shares", "field"),
    [
        ({**SHARES, "desk": 41}, None),
        ({**SHARES, "desk": -5, "learning": 55}, "desk"),
        ({**SHARES, "sales": 0}, "sales"),
    ],
)
def test_shares_that_cannot_be(maya: Person, shares: dict[str, int], field: str | None) -> None:
    with pytest.raises(BadInput) as refused:
        actions.set_intention(shares, on=date(2026, 11, 23), by=maya)
    assert field is None or field in refused.value.fields
    assert not Intention.objects.exists()
