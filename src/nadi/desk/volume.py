"""A million tickets: each with what was asked, where it stood, and the time it took."""

from django.db import connection
from django.db.models import Max

from nadi.core.errors import Refused
from nadi.core.models import AuditRow
from nadi.core.volume import Volume
from nadi.desk.models import Entry, StatusSpan, Stray, Ticket, TicketTime

STATUS = (
    "CASE WHEN w.finished_at IS NULL THEN CASE WHEN w.answered_at IS NULL THEN 'new' "
    "WHEN w.dice %% 3 = 0 THEN 'ready' WHEN w.dice %% 3 = 1 THEN 'in_progress' "
    "ELSE 'waiting_client' END "
    "WHEN w.finished_at > %(now)s - interval '1 day' THEN 'completed' ELSE 'closed' END"
)


def first_number() -> int:
    """What the next ticket will be called."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last_value + is_called::int FROM desk_ticket_number_seq"  # ours alone so far
        )
        return int(cursor.fetchone()[0])


def pour(volume: Volume) -> None:
    _tickets(volume)
    _told_of_them(volume)
    _times(volume)


def _told_of_them(volume: Volume) -> None:
    volume.pour(
        StatusSpan,
        "FROM desk_ticket t",
        {
            "ticket_id": "t.number",
            "status": "t.status",
            "start": "t.status_since",
            "by": "'demo story'",
        },
    )
    volume.pour(
        Entry,
        "FROM volume_work w",
        {
            "ticket_id": "w.number",
            "kind": "CASE WHEN w.by_machine THEN 'system' ELSE 'public' END",
            "at": "w.opened_at",
            "contact_id": "CASE WHEN w.by_machine THEN NULL ELSE w.contact_id END",
            "author_name": "'Somebody there'",
            "from_client": "NOT w.by_machine",
            "text": "w.title || '. It is so since this morning.'",
        },
    )


def _times(volume: Volume) -> None:
    volume.pour(
        TicketTime,
        "FROM volume_work w JOIN agreements_timeentry e "
        "ON e.about_url = '/desk/' || w.number || '/'",
        {
            "ticket_id": "w.number",
            "time_id": "e.id",
            "worked_at": "e.ended_at",
            "written_at": "least(e.made_at, %(now)s)",
            "is_same_day": "w.same_day",
            "client_id": "w.client_id",
        },
    )
    volume.pour(
        Stray,
        "FROM volume_work w WHERE w.dice %% 14 = 0 AND w.finished_at IS NOT NULL",
        {
            "ticket_id": "w.number",
            "because": "'no_next_step'",
            "start": "w.answered_at + (w.finished_at - w.answered_at) / 2",
            "end": "w.finished_at",
        },
    )
    volume.pour(
        AuditRow,
        "FROM volume_work w WHERE w.finished_at > %(now)s - interval '90 days'",
        {
            "at": "w.finished_at",
            "verb": "'desk.record_work'",
            "actor_id": "w.person_id",
            "actor": "w.person",
            "subject_type": "'desk.ticket'",
            "subject_id": "w.number",
            "subject": "'#' || w.number || ' ' || w.title",
            "before": "'{}'::jsonb",
            "after": "'{}'::jsonb",
            "arguments": "'{}'::jsonb",
            "came_from": "'demo story'",
        },
    )


def _tickets(volume: Volume) -> None:
    volume.pour(
        Ticket,
        "FROM volume_work w LEFT JOIN LATERAL (SELECT id FROM volume_device d "
        "WHERE w.by_machine AND d.client_id = w.client_id AND d.k = w.dice %% 50) d ON true "
        "ORDER BY w.number",
        {
            "title": "w.title",
            "client_id": "w.client_id",
            "requester_id": "CASE WHEN w.by_machine THEN NULL ELSE w.contact_id END",
            "device_id": "d.id",
            "board": "CASE WHEN w.by_machine THEN 'machines' ELSE 'help_desk' END",
            "status": STATUS,
            "priority": "w.priority",
            "work_type": "w.kind",
            "source": "CASE WHEN w.by_machine THEN 'monitoring' WHEN w.dice %% 3 = 0 THEN 'call' "
            "ELSE 'mail' END",
            "owner_id": "CASE WHEN w.answered_at IS NOT NULL THEN w.person_id END",
            "opened_at": "w.opened_at",
            "status_since": "coalesce(w.finished_at, w.answered_at, w.opened_at)",
            "closed_at": "w.finished_at",
            "touched_at": "coalesce(w.finished_at, w.answered_at, w.opened_at)",
            "human_touched": "w.answered_at IS NOT NULL",
            "answer_budget": "CASE WHEN NOT w.by_machine THEN w.budget END",
            "answer_promise": "CASE WHEN w.by_machine THEN '' ELSE 'Clause 5.1' END",
            "answered_at": "CASE WHEN NOT w.by_machine THEN w.answered_at END",
            "answer_due": "CASE WHEN NOT w.by_machine THEN w.answer_due END",
            "last_word_at": "w.answered_at",
            "clock_name": "CASE WHEN w.finished_at IS NULL AND w.answered_at IS NULL "
            "THEN 'answer' ELSE '' END",
            "clock_due": "CASE WHEN w.finished_at IS NULL AND w.answered_at IS NULL "
            "THEN w.answer_due END",
            "strays_at": "CASE WHEN w.finished_at IS NULL AND w.dice %% 20 = 0 "
            "THEN w.opened_at + interval '2 days' END",
            "strays_because": "CASE WHEN w.finished_at IS NULL AND w.dice %% 20 = 0 "
            "THEN 'no_next_step' ELSE '' END",
        },
    )
    last = Ticket.objects.aggregate(last=Max("number"))["last"]
    if last != volume.first + volume.tickets - 1:
        raise Refused("Somebody opens tickets here at the same time.")
