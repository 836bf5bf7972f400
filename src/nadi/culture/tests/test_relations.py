"""Relations with clients and vendors, hours outside ours, and what the vitals read of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client as Browser
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.agreements import actions as agreements
from nadi.agreements import queries as root
from nadi.clients import actions as clients
from nadi.clients.models import Client, Talk, Vendor
from nadi.core import centers
from nadi.core.errors import Refused
from nadi.core.vitals import Window
from nadi.culture.models import Pairing
from nadi.culture.vitals import VITALS, asks

BY_NAME = {vital.name.partition(".")[2]: vital for vital in VITALS}


def _now() -> Window:
    return Window.before(timezone.now() + timedelta(minutes=1), timedelta(days=1))


def _share(name: str, window: Window | None = None) -> tuple[int, int]:
    rows = list(BY_NAME[name].read(window or _now(), None))
    return int(sum(r.numerator for r in rows)), int(sum(r.denominator or 0 for r in rows))


@pytest.fixture
def vendor(db: None) -> Vendor:
    return Vendor.objects.create(name="Fiberlane")


def test_a_vendor_counts_like_a_client(harbor: Client, vendor: Vendor, henrik: Person) -> None:
    """With an owner on our side and a talk in its interval; either alone is not enough."""
    assert _share("relations_tended") == (0, 2)
    for subject in (harbor, vendor):
        clients.note_talk(subject, on=timezone.localdate(), by=henrik)
    assert _share("relations_tended") == (0, 2)
    for n, subject in enumerate((harbor, vendor), start=1):
        clients.tend_relation(subject, owner=henrik, talk_every_days=90, by=henrik)
        assert _share("relations_tended") == (n, 2)


def test_a_talk_says_how_it_stands_and_the_newest_counts(vendor: Vendor, henrik: Person) -> None:
    today = timezone.localdate()
    clients.note_talk(vendor, on=today, standing="They hold their price.", by=henrik)
    clients.note_talk(vendor, on=today - timedelta(days=40), standing="Cool.", by=henrik)
    vendor.refresh_from_db()
    assert (vendor.last_talk_on, vendor.standing) == (today, "They hold their price.")
    assert Talk.objects.filter(vendor=vendor).count() == 2


def test_the_past_is_read_as_it_was(harbor: Client, henrik: Person) -> None:
    """A talk of today does not mend a window that ended before it."""
    clients.tend_relation(harbor, owner=henrik, talk_every_days=30, by=henrik)
    today = timezone.localdate()
    clients.note_talk(harbor, on=today - timedelta(days=100), by=henrik)
    clients.note_talk(harbor, on=today, by=henrik)
    assert _share("relations_tended") == (1, 1)
    month_ago = Window.before(timezone.now() - timedelta(days=31), timedelta(days=1))
    assert _share("relations_tended", month_ago) == (0, 1)


def test_the_owner_of_a_relation_notes_a_talk_whatever_their_role(
    vendor: Vendor, henrik: Person, aisha: Person, browser_of: Callable[[Person], Browser]
) -> None:
    path, said = f"/culture/relations/vendors/{vendor.pk}/", {"on": str(timezone.localdate())}
    assert browser_of(aisha).post(path, said).status_code == 403
    clients.tend_relation(vendor, owner=aisha, talk_every_days=90, by=henrik)
    assert browser_of(aisha).post(path, {**said, "standing": "Good."}).status_code == 302
    kept = {"owner": aisha.pk, "talk_every_days": 366}
    assert browser_of(aisha).post(path, kept).status_code == 403
    assert browser_of(henrik).post(path, kept).status_code == 302


@pytest.mark.parametrize("days", [0, 6, 367])
def test_an_interval_is_between_a_week_and_a_year(
    vendor: Vendor, henrik: Person, days: int
) -> None:
    with pytest.raises(Refused):
        clients.tend_relation(vendor, owner=henrik, talk_every_days=days, by=henrik)


def _worked(person: Person, ended: datetime, minutes: int) -> None:
    agreements.log_time(
        person, work_type=root.work_type("reactive"), minutes=minutes, ended_at=ended, by=person
    )


def test_hours_outside_ours_are_counted_by_minute(aisha: Person) -> None:
    """Eight to five, UTC, Monday to Friday: 17:30 to 18:30 is outside, 16:30 to 17:30 half."""
    monday = datetime(2026, 11, 16, tzinfo=UTC)
    _worked(aisha, monday.replace(hour=18, minute=30), 60)
    _worked(aisha, monday.replace(hour=17, minute=30), 60)
    _worked(aisha, monday.replace(hour=12), 60)
    window = Window(monday, monday + timedelta(days=1))
    assert _share("after_hours", window) == (90, 180)
    rows = BY_NAME["after_hours"].rows(window, None, None)
    assert [int(row.numerator) for row in rows] == [60, 30, 0]


def test_people_s_vitals_name_nobody(pairing: Pairing, aisha: Person, henrik: Person) -> None:
    for name in ("one_on_ones", "goals_agreed", "kudos_given", "after_hours"):
        for row in BY_NAME[name].rows(_now(), None, None):
            assert not [p for p in Person.objects.all() if p.name.split()[0] in row.label]


def test_ending_a_pairing_mends_nothing(
    pairing: Pairing, aisha: Person, henrik: Person, maya: Person
) -> None:
    """A colleague whom nobody meets counts as not met."""
    Person.objects.update(joined_at=timezone.now() - timedelta(days=200))
    before = _share("one_on_ones")
    queries_before = before[1]
    pairing.ended_on = date(2026, 6, 1)
    pairing.save()
    assert _share("one_on_ones") == (before[0], queries_before)


def test_a_firm_of_one_makes_sense(maya: Person, browser_of: Callable[[Person], Browser]) -> None:
    """Nobody to meet, to thank or to ask: the pages say so and the vitals read nothing."""
    for name in ("one_on_ones", "goals_agreed", "kudos_given", "relations_tended"):
        assert list(BY_NAME[name].read(_now(), None)) == []
    for path in ("", "kudos/", "one-on-ones/", "goals/", "relations/", "trust/", "stand-up/"):
        assert browser_of(maya).get(f"/culture/{path}").status_code == 200
    assert asks(maya, timezone.now())[0].url == "/culture/page/publish/"


def test_every_ask_leads_to_a_page_that_does_it(
    pairing: Pairing, harbor: Client, vendor: Vendor, maya: Person, henrik: Person, aisha: Person,
    browser_of: Callable[[Person], Browser],
) -> None:  # fmt: skip
    Person.objects.update(joined_at=timezone.now() - timedelta(days=200))
    for who in (maya, henrik, aisha):
        wanted = asks(who, timezone.now())
        for ask in wanted:
            answer = browser_of(who).get(ask.url)
            assert answer.status_code == 200, ask
            page = answer.content.decode().split('id="main"', 1)[1].split("</main>")[0]
            assert 'method="post"' in page, ask
            assert str(ask.why), ask
    assert asks(aisha, timezone.now())[0].title.startswith("Talk with Henrik")


def test_each_vital_has_posts_a_source_and_facts() -> None:
    assert len(VITALS) == 5
    for vital in VITALS:
        assert vital.goalposts.source
        assert vital.touched_by
        assert centers.vital(vital.name) is vital
