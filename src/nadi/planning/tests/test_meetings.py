"""Meetings from their date to their lock: what each act does, refuses and leaves for ever."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, transaction

from nadi.accounts.models import Person
from nadi.clients.models import Client, Contact
from nadi.core.errors import BadInput, NotFound, Refused
from nadi.core.events import announce
from nadi.core.models import AuditRow, Event
from nadi.desk.events import TicketFinished
from nadi.desk.models import Ticket
from nadi.planning import actions, packing, queries
from nadi.planning.actions import Option
from nadi.planning.models import (
    AcceptedRisk,
    ActionItem,
    Answer,
    Decision,
    Horizon,
    Meeting,
    SignalKind,
)
from nadi.planning.rules.meetings import seal

NOW = datetime(2026, 11, 26, 15, tzinfo=UTC)
AGAIN = datetime(2027, 2, 25, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def thursday() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def meeting(oak: Client, maya: Person) -> Meeting:
    return actions.plan_meeting(
        oak, at=NOW - timedelta(hours=1), lead=maya, now=NOW - timedelta(days=20), by=maya
    )


def _asked(meeting: Meeting, by: Person, question: str = "Replace the server?") -> Decision:
    return actions.ask_decision(
        meeting,
        question=question,
        options=[Option("Replace it", "Two evenings", Decimal(5200), Decimal(6400))],
        if_nothing="It is full in nine days.",
        by=by,
    )


def _closed(meeting: Meeting, by: Person, next_at: datetime = AGAIN) -> Meeting:
    actions.answer_questions(meeting, {"direction": "Growing."}, by=by)
    return actions.close_meeting(meeting, next_at=next_at, by=by)


def test_no_meeting_closes_without_the_next_date(meeting: Meeting, maya: Person) -> None:
    actions.answer_questions(meeting, {"direction": "Growing."}, by=maya)
    with pytest.raises(Refused, match="closes with the next date"):
        actions.close_meeting(meeting, next_at=None, by=maya)
    with pytest.raises(Refused, match="lies in the past"):
        actions.close_meeting(meeting, next_at=NOW, by=maya)
    meeting.refresh_from_db()
    assert meeting.is_open


def test_closing_one_makes_the_next_and_locks_with_a_hash(
    meeting: Meeting, oak: Client, maya: Person
) -> None:
    following = _closed(meeting, maya)
    meeting.refresh_from_db()
    assert (following.client, following.at, following.follows) == (oak, AGAIN, meeting)
    assert meeting.closed_at == NOW
    assert meeting.sha256 == seal(meeting.document)
    assert meeting.document is not None
    assert meeting.document["next"] == AGAIN.isoformat()
    fact = Event.objects.get(name="planning.MeetingClosed")
    assert fact.facts["next_meeting_id"] == following.pk
    assert AuditRow.objects.filter(verb="planning.close_meeting").count() == 1


def test_a_meeting_ahead_is_moved_not_doubled(oak: Client, maya: Person) -> None:
    ahead = actions.plan_meeting(oak, at=AGAIN, lead=maya, by=maya)
    with pytest.raises(Refused, match="ahead already"):
        actions.plan_meeting(oak, at=AGAIN, lead=maya, by=maya)
    with pytest.raises(BadInput):
        actions.move_meeting(ahead, at=NOW - timedelta(days=1), because="Ill", by=maya)
    with pytest.raises(BadInput, match="why"):
        actions.move_meeting(ahead, at=AGAIN + timedelta(days=7), because=" ", by=maya)
    moved = actions.move_meeting(ahead, at=AGAIN + timedelta(days=7), because="Ill", by=maya)
    assert moved.at == AGAIN + timedelta(days=7)
    with pytest.raises(Refused, match="lies ahead"):
        _closed(moved, maya)
    actions.call_off_meeting(moved, because="They move house", by=maya)
    with pytest.raises(Refused, match="called off"):
        actions.call_off_meeting(moved, because="Again", by=maya)
    assert actions.plan_meeting(oak, at=AGAIN, lead=maya, by=maya).is_open


def test_the_database_itself_refuses_to_change_what_is_closed(
    meeting: Meeting, maya: Person, tom: Person
) -> None:
    decision = _asked(meeting, maya)
    item = actions.agree_action(
        meeting, text="Send the quote", due_on=date(2026, 12, 4), owner=maya, by=maya
    )
    _closed(meeting, maya)
    attempts: list[Callable[[], object]] = [
        lambda: Meeting.objects.filter(pk=meeting.pk).update(note="Something else"),
        lambda: Meeting.objects.filter(pk=meeting.pk).update(sha256="0" * 64),
        lambda: Answer.objects.filter(meeting=meeting).update(text="Shrinking."),
        lambda: Answer.objects.filter(meeting=meeting).delete(),
        lambda: Decision.objects.filter(pk=decision.pk).update(reason="Because"),
        lambda: decision.options.update(text="Give it to us"),
        lambda: ActionItem.objects.filter(pk=item.pk).update(due_on=date(2027, 1, 1)),
        lambda: ActionItem.objects.filter(pk=item.pk).delete(),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    for again in (
        lambda: actions.answer_questions(meeting, {"people": "Two"}, by=maya),
        lambda: _asked(meeting, maya),
        lambda: actions.agree_action(
            meeting, text="More", due_on=date(2027, 1, 4), owner=maya, by=maya
        ),
    ):
        with pytest.raises(Refused, match="closed"):
            again()
    assert actions.finish_action(item, by=maya).done_at == NOW


def test_what_was_not_decided_goes_on_to_the_next_meeting(meeting: Meeting, maya: Person) -> None:
    first = _asked(meeting, maya)
    following = _closed(meeting, maya)
    carried = Decision.objects.get(meeting=following)
    assert (carried.question, carried.carried_from) == (first.question, first)
    assert carried.asked_at == first.asked_at
    assert [(o.text, o.is_nothing) for o in carried.options.all()] == [
        ("Replace it", False), ("Do nothing", True),
    ]  # fmt: skip
    for number in range(2):
        _asked(following, maya, f"Question {number}?")
    with pytest.raises(Refused, match="Three decisions are enough"):
        _asked(following, maya, "One more?")


def test_a_no_is_a_decision_like_any_other(meeting: Meeting, oak: Client, maya: Person) -> None:
    decision = _asked(meeting, maya)
    nothing = decision.options.get(is_nothing=True)
    with pytest.raises(BadInput, match="reason"):
        actions.decide(decision, nothing, decided_by="Tom", accept_until=date(2027, 6, 1), by=maya)
    made = actions.decide(
        decision,
        nothing,
        decided_by="Tom Reed",
        reason="The roof comes first",
        accept_until=date(2027, 6, 1),
        by=maya,
    )
    assert made.is_no
    risk = AcceptedRisk.objects.get(client=oak)
    assert (risk.statement, risk.accepted_by) == ("It is full in nine days.", "Tom Reed")
    assert risk.decision == decision
    said = packing.said_in(meeting)
    assert (said.decisions, said.decided) == (1, 1)
    with pytest.raises(Refused, match="decided already"):
        actions.decide(decision, nothing, decided_by="Tom", by=maya)
    _closed(meeting, maya)
    assert not Decision.objects.filter(carried_from=decision).exists()


def test_a_decision_is_put_whole(meeting: Meeting, maya: Person) -> None:
    with pytest.raises(BadInput, match="nothing is done"):
        actions.ask_decision(
            meeting, question="Replace?", options=[Option("Yes")], if_nothing=" ", by=maya
        )
    with pytest.raises(BadInput, match="at least one option"):
        actions.ask_decision(meeting, question="Replace?", options=[], if_nothing="Ends", by=maya)
    with pytest.raises(BadInput, match="lower figure"):
        actions.ask_decision(
            meeting,
            question="Replace?",
            options=[Option("Yes", "", Decimal(9), Decimal(3))],
            if_nothing="Ends",
            by=maya,
        )
    decision = _asked(meeting, maya)
    assert actions.take_back_decision(decision, because="It is settled", by=maya) == meeting
    assert not Decision.objects.exists()


def test_actions_on_both_sides_are_due_when_the_day_is_over_there(
    meeting: Meeting, maya: Person, tom: Person, sara: Person
) -> None:
    theirs = Contact.objects.get(person=tom)
    item = actions.agree_action(
        meeting, text="Ask the landlord", due_on=date(2026, 12, 4), owner=maya, contact=theirs,
        by=maya,
    )  # fmt: skip
    assert item.side == "theirs"
    assert item.somebody == "Tom Reed"
    assert item.due_at == datetime(2026, 12, 5, 5, tzinfo=UTC)  # midnight in New York
    stranger = Contact.objects.get(person=sara)
    with pytest.raises(BadInput, match="nobody of this client"):
        actions.agree_action(
            meeting, text="Pay", due_on=date(2026, 12, 4), owner=maya, contact=stranger, by=maya
        )
    with pytest.raises(BadInput, match="future"):
        actions.agree_action(meeting, text="Pay", due_on=date(2026, 11, 25), owner=maya, by=maya)
    late = actions.finish_action(item, at=item.due_at, by=maya)
    assert not late.was_on_time
    with pytest.raises(Refused, match="settled already"):
        actions.let_go_of_action(late, because="No need", by=maya)


def test_what_we_said_goes_onto_the_board_and_is_done_with_its_ticket(
    meeting: Meeting, maya: Person, deliver: Callable[[], int]
) -> None:
    item = actions.agree_action(
        meeting, text="Send the quote", due_on=date(2026, 12, 4), owner=maya, by=maya
    )
    _closed(meeting, maya)
    item = actions.put_on_the_board(item, by=maya)
    with pytest.raises(Refused, match="already"):
        actions.put_on_the_board(item, by=maya)
    ticket = Ticket.objects.get(number=item.ticket_number)
    assert (ticket.title, ticket.client, ticket.owner) == ("Send the quote", meeting.client, maya)
    with transaction.atomic():
        announce(TicketFinished(ticket.number, ticket.client_id, NOW + timedelta(days=1)))
    deliver()
    item.refresh_from_db()
    assert item.done_at == NOW + timedelta(days=1)
    assert item.done_by == f"ticket #{ticket.number}"


def test_the_last_answer_stands_beside_the_new(meeting: Meeting, oak: Client, maya: Person) -> None:
    following = _closed(meeting, maya)
    actions.answer_questions(following, {"direction": "Steady now."}, by=maya)
    asked = {
        each.question.slug: each for _g, group in queries.questionnaire(following) for each in group
    }
    assert asked["direction"].last is not None
    assert asked["direction"].last.text == "Growing."
    assert asked["direction"].here is not None
    assert asked["direction"].here.text == "Steady now."
    assert asked["people"].last is None
    meetings, rows = queries.answers_over_time(maya, oak)
    assert meetings == [following, meeting]
    assert [[a.text if a else None for a in answers] for _q, answers in rows] == [
        ["Steady now.", "Growing."]
    ]
    with pytest.raises(BadInput, match="no such question"):
        actions.answer_questions(following, {"own-hurt": "Us"}, by=maya)


def test_our_own_review_has_three_questions_two_decisions_one_action(maya: Person) -> None:
    review = actions.plan_meeting(
        None, at=NOW - timedelta(hours=2), lead=maya, now=NOW - timedelta(days=1), by=maya
    )
    answers = {"own-worked": "Thursdays", "own-hurt": "Restores", "own-ahead": "Twelve people"}
    actions.answer_questions(review, answers, by=maya)
    for question in ("Who stands in?", "Shall prices rise?"):
        decision = _asked(review, maya, question)
        actions.decide(decision, decision.options.all()[0], decided_by="Maya", by=maya)
    with pytest.raises(Refused, match="one action"):
        actions.close_meeting(review, next_at=AGAIN, by=maya)
    actions.agree_action(review, text="Ask Tomas", due_on=date(2026, 12, 1), owner=maya, by=maya)
    following = actions.close_meeting(review, next_at=AGAIN, by=maya)
    assert following.client is None
    assert following.is_own


def test_goals_steps_and_signals_are_written_in_their_words(oak: Client, maya: Person) -> None:
    goal = actions.note_goal(oak, statement="Sell in Norway", horizon=Horizon.FIVE, by=maya)
    assert actions.settle_goal(goal, met=True, by=maya).state == "met"
    with pytest.raises(Refused):
        actions.settle_goal(goal, met=False, by=maya)
    step = actions.add_step(oak, title="Screens", day=date(2027, 2, 20), by=maya)
    assert step.quarter == date(2027, 1, 1)
    signal = actions.note_signal(oak, kind=SignalKind.ASKED, what="the showroom", by=maya)
    assert queries.signals_since(maya, oak, NOW - timedelta(days=1)) == [signal]
    with pytest.raises(BadInput):
        actions.note_signal(oak, kind=SignalKind.ASKED, what=" ", by=maya)


def test_nobody_plans_with_a_client_they_may_not_see(oak: Client, jonas: Person) -> None:
    with pytest.raises(NotFound):
        actions.plan_meeting(oak, at=AGAIN, lead=jonas, by=jonas)
    with pytest.raises(NotFound):
        actions.note_signal(oak, kind=SignalKind.TOLD, what="a secret", by=jonas)
    with pytest.raises(NotFound):
        actions.note_goal(oak, statement="Grow", horizon=Horizon.YEAR, by=jonas)
