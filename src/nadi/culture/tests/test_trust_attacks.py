"""Attacks on the trust check by somebody who owns the firm and reads its database.

Each test takes what such a person can see and tries to learn what somebody answered.
"""

import csv
import io
import json
import random
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import Error
from django.test import Client as Browser

from nadi.accounts.models import Person
from nadi.clients.models import Calendar, Client, ClientState, Contact
from nadi.core.actors import System
from nadi.core.errors import Refused
from nadi.core.models import AuditRow, Event
from nadi.culture import actions, answering, queries
from nadi.culture.models import Answer, Comment, SealedBox, Seat, TrustCheck, TrustResult
from nadi.culture.rules import trust
from nadi.culture.shown import questions_for
from nadi.culture.tests.conftest import LAUNCHED, colleague

OVER = LAUNCHED + timedelta(days=15)
CLOCK = System("clock")
WORDS = "Only Colleague 3 would write of the yellow bicycle."


def _answer(check: TrustCheck, numbers: Iterable[int], said: Callable[[int], int]) -> None:
    """These colleagues answer, each with the number of `said`."""
    seats = {seat.person.email: seat for seat in check.seats.select_related("person")}
    for n in numbers:
        seat = seats[f"colleague{n}@northlight.example"]
        ballot = answering.Ballot(said(n), said(n), WORDS if n == 3 else f"Word of {n}")
        answering.cast_answer(seat, ballot, today=LAUNCHED)


def _count(check: TrustCheck, on: date = OVER) -> TrustCheck:
    return actions.count_trust_check(check, today=on, by=CLOCK)


def _next(check: TrustCheck, maya: Person, on: date) -> TrustCheck:
    actions.answer_those_asked(
        check, heard="We heard all of you.", will_do="We will do one thing.", today=on, by=maya
    )
    return actions.launch_trust_check(
        audience="team", questions=questions_for("team"), today=on, by=maya
    )


# -- through ids, timestamps, order: the tables ---


def test_an_answer_has_no_column_that_could_name_anybody_or_any_moment() -> None:
    for model in (Answer, Comment, SealedBox):
        for field in model._meta.get_fields():
            assert not isinstance(field, models.DateField), field
            assert field.related_model in (None, TrustCheck), field
    assert not [f for f in Seat._meta.get_fields() if isinstance(f, models.DateField)]
    keys = {f.related_model for f in Seat._meta.get_fields() if f.is_relation}
    assert keys == {TrustCheck, Person, Contact}


def test_no_table_says_what_was_answered_while_it_is_open(check: TrustCheck) -> None:
    _answer(check, [3], lambda n: 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            assert not any("bicycle" in row for (row,) in cursor.fetchall()), table
    assert Answer.objects.count() == 0


def test_casting_leaves_no_audit_row_and_no_fact(check: TrustCheck) -> None:
    before = AuditRow.objects.count(), Event.objects.count()
    _answer(check, range(8), lambda n: 1)
    assert (AuditRow.objects.count(), Event.objects.count()) == before


def test_counting_tells_the_audit_nothing_of_what_was_said(check: TrustCheck) -> None:
    _answer(check, range(9), lambda n: 1 + n % 5)
    _count(check)
    row = AuditRow.objects.get(verb="culture.count_trust_check")
    told = json.dumps([row.before, row.after, row.arguments, row.subject])
    assert "bicycle" not in told
    assert "trust" not in {*row.before, *row.after}


def test_the_box_is_one_row_of_one_length_whoever_answers(check: TrustCheck) -> None:
    """Length, number of rows and place tell neither how many nor who."""
    lengths = set()
    for n in range(8):
        _answer(check, [n], lambda n: 1)
        box = SealedBox.objects.get()
        lengths.add(len(box.sealed))
        assert WORDS not in box.sealed
    assert len(lengths) == 1


def test_the_box_is_gone_after_the_count(check: TrustCheck) -> None:
    _answer(check, range(6), lambda n: 4)
    _count(check)
    assert not SealedBox.objects.exists()


def test_all_answers_are_written_by_one_transaction(check: TrustCheck) -> None:
    _answer(check, range(9), lambda n: 1 + n % 5)
    _count(check)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM culture_answer")
        assert cursor.fetchone() == (1,)


def _orders(check: TrustCheck) -> dict[str, list[int]]:
    """The order in which a reader of the database finds the answers, by id and by place."""
    with connection.cursor() as cursor:
        found = {}
        for order in ("id", "ctid"):
            cursor.execute(
                f"SELECT trust FROM culture_answer WHERE check_asked_id = %s ORDER BY {order}",
                [check.pk],
            )
            found[order] = [trust for (trust,) in cursor.fetchall()]
        return found


def test_neither_ids_nor_places_keep_the_order_of_answering(
    check: TrustCheck, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first six say 1, the last six say 5. With a known chance the order is checked exactly:
    what chance gives is what stands there, and it is not the order of answering."""
    _answer(check, range(12), lambda n: 1 if n < 6 else 5)
    monkeypatch.setattr(answering, "_chance", random.Random(4))
    _count(check)
    sorted_by_time = [1] * 6 + [5] * 6
    for order, found in _orders(check).items():
        assert sorted(found) == sorted_by_time
        assert found not in (sorted_by_time, sorted_by_time[::-1]), order
    assert all(answer.pk.version == 4 for answer in Answer.objects.all())


def test_each_answer_shuffles_the_box_anew(check: TrustCheck) -> None:
    """What was put in last does not lie last: over many openings it lies everywhere."""
    places = set()
    _answer(check, range(11), lambda n: 1)
    _answer(check, [11], lambda n: 5)
    for _ in range(60):
        sheets, words = answering.opened(SealedBox.objects.get())
        places.add([sheet["trust"] for sheet in sheets].index(5))
        box = SealedBox.objects.get()
        box.sealed = answering.closed(sheets, words)
        box.save()
    assert len(places) >= 6


def test_words_lie_apart_from_numbers_and_in_no_order(check: TrustCheck) -> None:
    _answer(check, range(12), lambda n: 1 + n % 5)
    _count(check)
    check.refresh_from_db()
    told = queries.comments_of(check)
    assert sorted(told) == sorted([f"Word of {n}" for n in range(12) if n != 3] + [WORDS])
    ids = list(Comment.objects.values_list("pk", flat=True))
    assert ids == sorted(ids)
    assert all(pk.version == 4 for pk in ids)
    assert not {f.name for f in Comment._meta.fields} & {"trust", "one_team", "answer", "group"}


def test_words_of_fewer_than_eight_are_never_written(check: TrustCheck) -> None:
    _answer(check, range(7), lambda n: 4)
    _count(check)
    assert Comment.objects.count() == 0
    assert Answer.objects.count() == 7


# -- subtraction across groups ---


def _figures(check: TrustCheck) -> dict[tuple[str, int], dict]:
    check.refresh_from_db()
    return {(f["group"], f["question"]): f for f in check.result.figures} if check.result else {}


def test_twelve_people_have_two_groups_and_both_are_shown_when_all_answer(
    check: TrustCheck,
) -> None:
    assert check.groups == ["office", "technicians"]
    _answer(check, range(12), lambda n: 2 + n % 4)
    _count(check)
    assert {group for group, _question in _figures(check)} == {"", "office", "technicians"}


def test_a_group_is_not_shown_when_the_others_are_too_few(check: TrustCheck) -> None:
    """Seven technicians and four of the office answer: with the technicians shown, the four would
    follow by subtraction."""
    _answer(check, range(11), lambda n: 2 + n % 4)
    _count(check)
    assert {group for group, _question in _figures(check)} == {""}


def test_nothing_is_shown_of_four_and_they_are_deleted(check: TrustCheck) -> None:
    _answer(check, range(4), lambda n: 1)
    counted = _count(check)
    assert counted.withheld == "too_few"
    assert counted.result is None
    assert Answer.objects.count() == 0


def test_the_floor_stands_in_the_database_too(check: TrustCheck) -> None:
    with pytest.raises((IntegrityError, Error)), transaction.atomic():
        TrustCheck.objects.filter(pk=check.pk).update(least=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrustCheck.objects.create(
            audience="clients", quarter=LAUNCHED, questions=["a", "b"], least=3,
            least_for_comments=8, eligible=9, launched_on=LAUNCHED, closes_on=OVER,
        )  # fmt: skip


# -- subtraction across time ---


def test_one_newcomer_does_not_stand_between_two_results(check: TrustCheck, maya: Person) -> None:
    _answer(check, range(7), lambda n: 4)
    _count(check)
    second = _next(check, maya, OVER + timedelta(days=80))
    _answer_late(second, range(8), lambda n: 1 if n == 7 else 4)
    kept = _count(second, second.closes_on + timedelta(days=1))
    assert kept.withheld == "too_near"
    assert _figures(kept) == {}
    assert TrustResult.objects.count() == 1


def _answer_late(check: TrustCheck, numbers: Iterable[int], said: Callable[[int], int]) -> None:
    seats = {seat.person.email: seat for seat in check.seats.select_related("person")}
    for n in numbers:
        ballot = answering.Ballot(said(n), said(n))
        answering.cast_answer(
            seats[f"colleague{n}@northlight.example"], ballot, today=check.closes_on
        )


def test_what_was_kept_back_is_published_with_the_next_as_one(
    check: TrustCheck, maya: Person
) -> None:
    """No answer is part of two results, and the block is of people who are enough apart."""
    _answer(check, range(7), lambda n: 4)
    _count(check)
    second = _next(check, maya, OVER + timedelta(days=80))
    _answer_late(second, range(8), lambda n: 4)
    second = _count(second, second.closes_on + timedelta(days=1))
    third = _next(second, maya, second.closes_on + timedelta(days=80))
    _answer_late(third, range(11), lambda n: 3)
    third = _count(third, third.closes_on + timedelta(days=1))
    second.refresh_from_db()
    assert second.result_id == third.result_id != check.result_id
    assert {group for group, _question in _figures(third)} == {""}
    (first, block) = TrustResult.objects.order_by("pk")
    assert not set(first.checks.all()) & set(block.checks.all())


def test_the_same_people_again_are_published(check: TrustCheck, maya: Person) -> None:
    _answer(check, range(7), lambda n: 4)
    _count(check)
    second = _next(check, maya, OVER + timedelta(days=80))
    _answer_late(second, range(7), lambda n: 2 + n % 3)
    assert _count(second, second.closes_on + timedelta(days=1)).result is not None


def test_nobody_counts_before_it_is_over(check: TrustCheck, maya: Person) -> None:
    """Counting after each answer would be subtraction by the hour."""
    _answer(check, range(6), lambda n: 4)
    for ago in (0, 1, 14):
        with pytest.raises(Refused):
            _count(check, check.closes_on - timedelta(days=ago))
    assert SealedBox.objects.exists()


# -- via export and pages: those who lead see what everybody sees, at the same moment ---


def test_the_export_holds_what_the_page_holds(
    check: TrustCheck, maya: Person, browser_of: Callable[[Person], Browser]
) -> None:
    _answer(check, range(12), lambda n: 2 + n % 4)
    _count(check)
    browser = browser_of(maya)
    page = browser.get(f"/culture/trust/{check.pk}/").content.decode()
    table = browser.get(f"/culture/trust/{check.pk}/export/").content.decode()
    rows = list(csv.reader(io.StringIO(table)))
    assert len(rows) == 1 + 2 * 3
    for row in rows[1:]:
        assert all(cell in page for cell in row[2:] if cell)


def test_the_owner_sees_nothing_sooner_and_nothing_more(
    check: TrustCheck, maya: Person, browser_of: Callable[[Person], Browser]
) -> None:
    aisha = colleague(3)
    path = f"/culture/trust/{check.pk}/"
    _answer(check, range(12), lambda n: 2 + n % 4)
    for one in (maya, aisha):
        page = browser_of(one).get(path).content.decode()
        assert "Nobody sees anything yet" in page
        assert browser_of(one).get(path + "export/").status_code == 404
    _count(check)
    tables = {browser_of(one).get(path + "export/").content for one in (maya, aisha)}
    assert len(tables) == 1


def test_no_page_says_who_has_answered(
    check: TrustCheck, maya: Person, browser_of: Callable[[Person], Browser]
) -> None:
    """Before and after one colleague answers, every page of the owner is the same."""
    paths = ("/culture/trust/", f"/culture/trust/{check.pk}/", "/culture/")
    tokens = ("csrf", "nonce")

    def pages() -> list[list[str]]:
        browser = browser_of(maya)
        return [
            [
                line
                for line in browser.get(path).content.decode().splitlines()
                if not any(token in line.lower() for token in tokens)
            ]
            for path in paths
        ]

    before = pages()
    _answer(check, [3], lambda n: 1)
    assert pages() == before


def test_share_answered_is_told_in_quarters_and_from_the_threshold_on() -> None:
    assert [trust.share_answered(n, 12) for n in (4, 5, 6, 8, 9, 12)] == [
        "", "less than half", "half or more", "half or more",
        "three quarters or more", "three quarters or more",
    ]  # fmt: skip


# -- frozen, closed, forgotten ---


@pytest.mark.parametrize(
    "change",
    [
        {"questions": ["Something", "else"]},
        {"least": 4},
        {"groups": []},
        {"eligible": 50},
        {"closes_on": LAUNCHED},
    ],
)
def test_what_was_launched_is_frozen(check: TrustCheck, change: dict[str, object]) -> None:
    with pytest.raises(Error, match="frozen"), transaction.atomic():
        TrustCheck.objects.filter(pk=check.pk).update(**change)


def test_it_ends_with_an_answer_and_only_then_comes_another(
    check: TrustCheck, maya: Person
) -> None:
    later = OVER + timedelta(days=80)
    with pytest.raises(Refused):
        actions.answer_those_asked(
            check, heard="We heard you all.", will_do="We will listen.", today=OVER, by=maya
        )
    _answer(check, range(6), lambda n: 4)
    _count(check)
    with pytest.raises(Refused):
        actions.launch_trust_check(audience="team", questions=["a", "b"], today=later, by=maya)
    with pytest.raises(Refused):
        actions.answer_those_asked(check, heard="Yes", will_do="No", today=OVER, by=maya)
    assert _next(check, maya, later).is_open


def test_one_seat_answers_once(check: TrustCheck) -> None:
    _answer(check, [3], lambda n: 4)
    with pytest.raises(Refused):
        _answer(check, [3], lambda n: 5)
    sheets, _words = answering.opened(SealedBox.objects.get())
    assert len(sheets) == 1


def test_after_thirteen_months_only_what_was_published_is_left(check: TrustCheck) -> None:
    _answer(check, range(12), lambda n: 4)
    _count(check)
    assert not queries.has_answers_past_keeping(OVER + timedelta(days=390))
    late = OVER + timedelta(days=400)
    assert queries.has_answers_past_keeping(late)
    assert actions.forget_answers(today=late, by=CLOCK) == 12
    assert not Answer.objects.exists()
    assert not Comment.objects.exists()
    assert not Seat.objects.exists()
    assert _figures(check) != {}


def test_a_firm_of_four_is_offered_a_talk_instead(
    maya: Person, henrik: Person, aisha: Person, browser_of: Callable[[Person], Browser]
) -> None:
    with pytest.raises(Refused, match="every answer would have a face"):
        actions.launch_trust_check(audience="team", questions=["a", "b"], today=LAUNCHED, by=maya)
    browser = browser_of(maya)
    page = browser.get("/culture/trust/").content.decode()
    assert "/culture/trust/conversation/" in page
    assert "Do you trust us?" in browser.get("/culture/trust/conversation/").content.decode()


# -- clients ---


@pytest.fixture
def asked_clients(office: Calendar, maya: Person) -> TrustCheck:
    for n in range(6):
        client = Client.objects.create(
            name=f"Client {n}", slug=f"client-{n}", state=ClientState.MANAGED, calendar=office
        )
        Contact.objects.create(
            client=client, name=f"Decider {n}", email=f"d{n}@example.com", decides=True
        )
    return actions.launch_trust_check(
        audience="clients", questions=questions_for("clients"), today=LAUNCHED, by=maya
    )


def test_a_client_answers_by_a_link_that_works_once(asked_clients: TrustCheck) -> None:
    """Opening it, as a mail scanner does, spends nothing; a changed link opens nothing."""
    seat = asked_clients.seats.order_by("pk").first()
    path = f"/culture/answer/{answering.secret_of(seat)}/"
    answer = {"trust": "5", "one_team": "4", "words": "Thank you"}
    with time_machine.travel(datetime(2026, 10, 6, 9, tzinfo=UTC), tick=False):
        for _ in range(2):
            assert "Two questions" in Browser().get(path).content.decode()
        assert Browser().post(path, {"trust": "9"}).status_code == 422
        assert "It is in the box" in Browser().post(path, answer).content.decode()
        again = Browser().post(path, answer).content.decode()
        assert "There is nothing to answer" in again
        assert Browser().get(path[:-3] + "xx/").status_code == 404
    sheets, words = answering.opened(SealedBox.objects.get())
    assert (len(sheets), words) == (1, ["Thank you"])


def test_the_letters_go_to_all_and_their_words_stand_in_no_audit(
    asked_clients: TrustCheck,
) -> None:
    rows = AuditRow.objects.filter(verb__in=["desk.send_letters", "culture.launch_trust_check"])
    assert {row.verb for row in rows} == {"desk.send_letters", "culture.launch_trust_check"}
    assert not [row for row in rows if "/culture/answer/" in str(vars(row))]
    seats = asked_clients.seats.count()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM desk_outbox WHERE ticket_id IS NULL")
        assert cursor.fetchone() == (seats,) == (6,)


def test_everybody_is_reminded_once_answered_or_not(asked_clients: TrustCheck) -> None:
    seat = asked_clients.seats.first()
    answering.cast_answer(seat, answering.Ballot(5, 5), today=LAUNCHED)
    with pytest.raises(Refused):
        actions.remind_all(asked_clients, today=LAUNCHED + timedelta(days=6), by=CLOCK)
    actions.remind_all(asked_clients, today=LAUNCHED + timedelta(days=7), by=CLOCK)
    with pytest.raises(Refused):
        actions.remind_all(asked_clients, today=LAUNCHED + timedelta(days=8), by=CLOCK)
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient, count(*) FROM desk_outbox GROUP BY 1")
        assert {n for _to, n in cursor.fetchall()} == {2}
