"""The demo's board tells its story: the counts of the day, clocks that agree, threads that hold."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from time_machine import travel

from nadi.accounts import demo as accounts_demo
from nadi.accounts.demo import person
from nadi.clients import demo as clients_demo
from nadi.core.demo import Story
from nadi.core.vitals import Window
from nadi.desk import demo, history, queries
from nadi.desk.mailboxes import identity
from nadi.desk.models import Outbox, RawMail, Ticket, TicketTime
from nadi.desk.vitals import VITALS

MOMENTS = [
    datetime(2026, 11, 23, 8, 42, tzinfo=UTC),  # Monday morning
    datetime(2026, 12, 25, 2, 0, tzinfo=UTC),  # a holiday, at night
]


@pytest.mark.django_db
@pytest.mark.parametrize("now", MOMENTS, ids=["Monday", "Christmas"])
def test_the_board_of_the_story(now: datetime) -> None:
    with travel(now, tick=False):
        story = Story.short(now)
        for teller in (accounts_demo, clients_demo, demo):
            teller.tell(story)
        maya = person("Maya Lindqvist")
        counts = queries.counts(maya, now)
        assert (counts.help_desk, counts.machines, counts.team) == (19, 6, 7)
        assert counts.unknown == 1
        assert 1 <= counts.out_of_process <= 6
        assert queries.done_count(maya, queries.day_start(maya, now)) >= 9
        assert Ticket.objects.count() > 250
        assert TicketTime.objects.count() > 60
        times = TicketTime.objects.select_related("ticket")
        assert [one for one in times if one.client_id != one.ticket.client_id] == []
        assert RawMail.objects.count() > 20
        for mail in Outbox.objects.filter(is_automatic=False):
            assert identity.number_in(mail.message_id) == mail.ticket_id
        for ticket in Ticket.objects.select_related("client__calendar", "hours"):
            stored = (ticket.clock_name, ticket.clock_due, ticket.strays_at, ticket.answer_due)
            history.reckon(
                ticket, [s.plain() for s in ticket.spans.all()], now, history.hours_of(ticket)
            )
            again = (ticket.clock_name, ticket.clock_due, ticket.strays_at, ticket.answer_due)
            assert stored == again, ticket
        window = Window.before(now, VITALS[0].window)
        readings = list(VITALS[0].read(window, None))
        share = sum(r.numerator for r in readings) / sum(r.denominator or 0 for r in readings)
        assert share > 0.85
