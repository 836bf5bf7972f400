"""Time is kept as it was worked, and every charge says why."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client as Browser

from nadi.accounts.models import Person
from nadi.agreements.actions import (
    Paper,
    correct_time,
    draft_agreement,
    log_time,
    set_coverage,
    sign_for_them,
    sign_for_us,
    start_timer,
    stop_timer,
    write_version,
)
from nadi.agreements.models import Agreement, Answer, ChargeDecision, TimeEntry, WorkType
from nadi.agreements.queries import (
    coverage,
    coverage_headline,
    hours_by_center,
    minutes_about,
    overlap_warning,
    running_timer,
    work_type,
)
from nadi.clients.models import Client
from nadi.core.errors import BadInput, Forbidden, NadiError, NotFound, Refused
from nadi.core.models import AuditRow, Event
from nadi.core.money import Money
from nadi.core.vitals import Window

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TICKET = "/desk/4821/"


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


@pytest.fixture
def gold(harbor: Client, maya: Person) -> Agreement:
    agreement = draft_agreement(harbor, title="Managed services", owner=maya, by=maya)
    paper = Paper(
        "Gold",
        MONDAY.date() - timedelta(days=100),
        hourly_rate=Decimal("120.00"),
        currency="EUR",
    )
    version = write_version(agreement, paper, by=maya)
    answers = {"reactive": (Answer.COVERED, "3.2"), "project": (Answer.BILLABLE, "4.1")}
    set_coverage(version, answers, by=maya)
    sign_for_us(version, by=maya)
    sign_for_them(version, name="Dr. Lund", by=maya)
    return agreement


def test_a_timer_survives_a_restart_midnight_and_the_change_of_clocks(
    aisha: Person, harbor: Client, gold: Agreement
) -> None:
    start = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)  # 22:00 in Stockholm, the night of 25 hours
    started = start_timer(
        aisha, work_type=work_type("reactive"), client=harbor, about_url=TICKET, at=start, by=aisha
    )
    assert running_timer(aisha) == started
    ended = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30, the second time that night
    entry = stop_timer(started, note="Watched the switch.", at=ended, by=aisha)
    assert entry.minutes == 330
    assert running_timer(aisha) is None
    fact = Event.objects.get(name="agreements.TimeLogged")
    assert (fact.facts["minutes"], fact.facts["about_url"]) == (330, TICKET)


def test_a_person_has_one_timer(aisha: Person, jonas: Person, harbor: Client) -> None:
    first = start_timer(
        aisha, work_type=work_type("reactive"), about="VPN drops", at=MONDAY, by=aisha
    )
    with pytest.raises(Refused, match="still on “VPN drops” since 10:00"):
        start_timer(aisha, work_type=work_type("project"), by=aisha)
    start_timer(jonas, work_type=work_type("project"), by=jonas)
    second = start_timer(
        aisha, work_type=work_type("project"), switch=True, at=MONDAY + minutes(20), by=aisha
    )
    first.refresh_from_db()
    assert (first.minutes, running_timer(aisha)) == (20, second)
    with pytest.raises(IntegrityError), transaction.atomic():
        TimeEntry.objects.create(person=aisha, work_type=work_type("project"), started_at=MONDAY)


@pytest.mark.usefixtures("gold")
def test_the_agreement_decides_and_the_decision_says_why(aisha: Person, harbor: Client) -> None:
    def worked(slug: str, client: Client | None) -> ChargeDecision:
        entry = log_time(aisha, work_type=work_type(slug), minutes=22, client=client, by=aisha)
        charge = entry.charge
        assert charge is not None
        return charge

    covered = worked("reactive", harbor)
    assert (covered.answer, covered.billable_minutes, covered.clause) == ("covered", 0, "3.2")
    assert covered.reason == "Clause 3.2 includes reactive maintenance. Nothing will be billed."
    billed = worked("project", harbor)
    assert (billed.answer, billed.raw_minutes, billed.billable_minutes) == ("billable", 22, 30)
    assert billed.money == Money.of("60.00", "EUR")
    assert billed.rounding == "15 min up, per thing and day"
    silent = worked("training", harbor)
    assert (silent.rule, silent.answer) == ("default", "billable")
    own = worked("people", None)
    assert (own.rule, own.answer, own.money) == ("own", "covered", None)


def test_without_a_signed_agreement_nothing_is_charged_in_silence(
    aisha: Person, oak: Client, maya: Person
) -> None:
    draft = draft_agreement(oak, title="Managed services", owner=maya, by=maya)
    write_version(draft, Paper("Gold", MONDAY.date() - timedelta(days=9)), by=maya)
    entry = log_time(aisha, work_type=work_type("reactive"), minutes=8, client=oak, by=aisha)
    assert entry.charge is not None
    assert (entry.charge.answer, entry.charge.billable_minutes) == ("ask", 15)
    assert entry.charge.money is None
    assert coverage(oak, work_type("reactive"), MONDAY.date()).headline == (
        "Ask first: no agreement, reactive maintenance"
    )


@pytest.mark.parametrize("second", [Answer.COVERED, Answer.BILLABLE, None])
def test_the_headline_alone_says_what_the_whole_answer_says(
    gold: Agreement, oak: Client, harbor: Client, maya: Person, second: Answer | None
) -> None:
    """Two agreements, one ending, versions to come, a client without any; over every kind of work
    and the days on which something changes."""
    other = draft_agreement(harbor, title="Printers", owner=maya, by=maya)
    paper = Paper("Print", MONDAY.date() - timedelta(days=10), ends_on=MONDAY.date())
    version = write_version(other, paper, by=maya)
    set_coverage(version, {"reactive": (second, "9")} if second else {}, by=maya)
    sign_for_us(version, by=maya)
    sign_for_them(version, name="Dr. Lund", by=maya)
    write_version(gold, Paper("Platinum", MONDAY.date() + timedelta(days=5)), by=maya)
    for client in (harbor, oak):
        for kind in WorkType.objects.all():
            for ahead in (-200, -101, -100, -11, -10, 0, 1, 5, 400):
                on = MONDAY.date() + timedelta(days=ahead)
                whole = coverage(client, kind, on).headline
                assert coverage_headline(client.pk, kind.slug, on) == whole, (kind, on)


@pytest.mark.usefixtures("gold")
@pytest.mark.parametrize("order", [(7, 8, 22), (22, 8, 7), (8, 22, 7)])
def test_one_thing_on_one_day_is_rounded_once(
    aisha: Person, henrik: Person, harbor: Client, order: tuple[int, ...]
) -> None:
    for at, (worker, length) in enumerate(zip((aisha, henrik, aisha), order, strict=True)):
        log_time(
            worker,
            work_type=work_type("project"),
            minutes=length,
            client=harbor,
            ended_at=MONDAY - timedelta(days=7) + minutes(60 * at),
            about_url=TICKET,
            by=worker,
        )
    counting = ChargeDecision.objects.filter(replaced_at__isnull=True)
    assert sum(each.billable_minutes for each in counting) == 45
    assert minutes_about(TICKET) == 37
    total = Money.total([each.money for each in counting if each.money], "EUR")
    assert total == Money.of("90.00", "EUR")


@pytest.mark.usefixtures("gold")
def test_a_correction_keeps_the_old_decision_beside_the_new(aisha: Person, harbor: Client) -> None:
    entry = log_time(aisha, work_type=work_type("project"), minutes=50, client=harbor, by=aisha)
    with pytest.raises(BadInput, match="what was wrong"):
        correct_time(entry, because=" ", minutes=10, by=aisha)
    mended = correct_time(entry, because="I forgot to stop it for lunch.", minutes=10, by=aisha)
    assert [each.billable_minutes for each in mended.charges.all()] == [60, 15]
    assert mended.charges.filter(replaced_at__isnull=True).count() == 1
    row = AuditRow.objects.get(verb="agreements.correct_time")
    assert (row.before["minutes"], row.after["minutes"]) == (50, 10)
    assert row.because == "I forgot to stop it for lunch."


@pytest.mark.usefixtures("gold")
def test_a_decision_cannot_be_rewritten(aisha: Person, harbor: Client) -> None:
    entry = log_time(aisha, work_type=work_type("project"), minutes=50, client=harbor, by=aisha)
    for change in (
        "UPDATE agreements_chargedecision SET billable_minutes = 0",
        "DELETE FROM agreements_chargedecision",
    ):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
    assert entry.charge is not None


def test_overlapping_work_warns_and_is_kept(aisha: Person) -> None:
    kind = work_type("people")
    log_time(aisha, work_type=kind, minutes=60, ended_at=MONDAY - timedelta(days=1), by=aisha)
    second = log_time(
        aisha,
        work_type=kind,
        minutes=30,
        ended_at=MONDAY - timedelta(days=1) + minutes(10),
        by=aisha,
    )
    assert overlap_warning(second) == "20 of these minutes are also on another entry."


@pytest.mark.parametrize(
    ("kwargs", "sentence"),
    [
        ({"minutes": -1}, "between nothing and 24 hours"),
        ({"minutes": 1441}, "between nothing and 24 hours"),
        ({"minutes": 5, "ended_at": datetime(2099, 1, 1, tzinfo=UTC)}, "has not passed"),
        ({"minutes": 5, "ended_at": datetime(1970, 1, 1, tzinfo=UTC)}, "Is the date right"),
    ],
)
def test_impossible_time_gets_a_sentence(
    aisha: Person, kwargs: dict[str, object], sentence: str
) -> None:
    with pytest.raises(NadiError) as refused:
        log_time(aisha, work_type=work_type("people"), by=aisha, **kwargs)  # type: ignore[arg-type]
    assert sentence in refused.value.sentence
    assert not TimeEntry.objects.exists()


def test_a_timer_ends_once_and_not_before_it_began(aisha: Person) -> None:
    entry = start_timer(aisha, work_type=work_type("people"), at=MONDAY, by=aisha)
    with pytest.raises(BadInput, match="before it began"):
        stop_timer(entry, at=MONDAY - minutes(1), by=aisha)
    stop_timer(entry, at=MONDAY + minutes(1), by=aisha)
    with pytest.raises(Refused, match="stopped already"):
        stop_timer(entry, by=aisha)


def test_nobody_writes_the_time_of_a_colleague_but_who_leads(
    aisha: Person, jonas: Person, maya: Person, oak: Client
) -> None:
    kind = work_type("people")
    with pytest.raises(Forbidden):
        log_time(aisha, work_type=kind, minutes=5, by=jonas)
    log_time(aisha, work_type=kind, minutes=5, by=maya)
    with pytest.raises(NotFound):  # Jonas works for Harbor Dental alone
        log_time(jonas, work_type=kind, minutes=5, client=oak, by=jonas)
    assert list(TimeEntry.objects.visible_to(jonas)) == []


def test_hours_by_center(aisha: Person) -> None:
    with time_machine.travel(MONDAY, tick=False):
        for slug, length in (("reactive", 30), ("change", 15), ("backup", 20)):
            log_time(aisha, work_type=work_type(slug), minutes=length, by=aisha)
    window = Window(MONDAY - timedelta(days=7), MONDAY + timedelta(days=1))
    spent = hours_by_center(window)
    assert [(one.center, one.minutes) for one in spent] == [("maintenance", 20), ("desk", 45)]
    assert hours_by_center(Window(MONDAY - timedelta(days=7), MONDAY)) == []


def test_the_hours_of_a_center_open_to_the_entries_they_are_the_sum_of(
    aisha: Person, jonas: Person, oak: Client, browser_of: Callable[[Person], Browser]
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        for length in (30, 15):
            log_time(aisha, work_type=work_type("reactive"), minutes=length, client=oak, by=aisha)
        (desk,) = hours_by_center(Window(MONDAY - timedelta(days=7), MONDAY + timedelta(days=1)))
        shown = browser_of(aisha).get(desk.url).content.decode()
        assert "45 minutes on 2 entries" in shown
        assert shown.count("Oak &amp; Iron") == 2
        hidden = browser_of(jonas).get(desk.url).content.decode()  # he works for Harbor Dental
        assert "0 minutes on 0 entries" in hidden


def test_an_address_outside_is_not_what_time_is_about(aisha: Person) -> None:
    entry = log_time(
        aisha, work_type=work_type("people"), minutes=5, about_url="//evil.example/x", by=aisha
    )
    assert entry.about_url == ""
