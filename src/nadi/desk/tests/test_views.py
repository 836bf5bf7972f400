"""The pages: what they show, to whom, and for how many statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings as SettingsWrapper

from nadi.accounts.models import Person
from nadi.clients.models import Client
from nadi.desk.actions import NewTicket, answer_client, open_ticket
from nadi.desk.mailboxes import sink
from nadi.desk.models import Attachment, Entry, Jump, Outbox, Source, Ticket
from nadi.desk.tests.letters import arrives, letter

pytestmark = pytest.mark.django_db
Opens = Callable[[Person], Browser]


def call(title: str, client: Client, by: Person, **more: object) -> Ticket:
    base: dict[str, object] = {"title": title, "client": client, "source": Source.CALL}
    return open_ticket(NewTicket(**(base | {"because": "asked"} | more)), by=by)  # type: ignore[arg-type]


def test_the_board_shows_a_ticket_in_turn(
    browser_of: Opens, aisha: Person, northgate: Client, ruth: Person
) -> None:
    call("Label printer", northgate, ruth, priority=4)
    call("VPN drops", northgate, ruth, priority=2)
    text = browser_of(aisha).get("/desk/").content.decode()
    assert text.index("VPN drops") < text.index("Label printer")
    assert "Your next ticket" in text
    assert "2 open" in text


def test_a_limited_technician_sees_the_tickets_of_the_named_clients_alone(
    browser_of: Opens, jonas: Person, harbor: Client, northgate: Client, ruth: Person
) -> None:
    mine, theirs = call("Ours", harbor, ruth), call("Secret case", northgate, ruth)
    unknown = open_ticket(NewTicket(title="From nobody", source=Source.MAIL), by=ruth)
    browser = browser_of(jonas)
    text = browser.get("/desk/").content.decode()
    assert "Ours" in text
    assert "Secret case" not in text
    assert browser.get(f"/desk/{mine.number}/").status_code == 200
    for hidden in (theirs, unknown):
        assert browser.get(f"/desk/{hidden.number}/").status_code == 404
        assert browser.post(f"/desk/{hidden.number}/begin/").status_code == 404


def test_work_is_begun_in_turn_or_with_a_reason(
    browser_of: Opens, aisha: Person, northgate: Client, ruth: Person
) -> None:
    first, second = call("First", northgate, ruth), call("Second", northgate, ruth)
    browser = browser_of(aisha)
    refused = browser.post(f"/desk/{second.number}/begin/")
    assert refused.status_code == 409
    assert f"#{first.number} is next" in refused.content.decode()
    browser.post(f"/desk/{second.number}/begin/", {"because": "She is on the phone"})
    jump = Jump.objects.get()
    assert (jump.ticket, jump.instead_of, jump.person) == (second, first, aisha)
    browser.post(f"/desk/{first.number}/begin/", {"because": ""})
    first.refresh_from_db()
    assert (first.owner, first.status) == (aisha, "in_progress")


def test_one_form_writes_note_time_and_status(
    browser_of: Opens, aisha: Person, sara: Person, northgate: Client
) -> None:
    ticket = arrives(letter()).ticket
    assert ticket is not None
    browser = browser_of(aisha)
    page = browser.get(f"/desk/{ticket.number}/")
    assert "Since Friday the VPN cuts out" in page.content.decode()
    soon = timezone.localtime(timezone.now() + timedelta(hours=2), aisha.zone)
    answer = browser.post(
        f"/desk/{ticket.number}/work/",
        {
            "words": "We change the key at 11:30.",
            "minutes": 12,
            "promise_word_by": soon.strftime("%Y-%m-%dT%H:%M"),
            "version": ticket.version,
            "do": "send",
        },
    )
    assert answer.status_code == 302
    ticket.refresh_from_db()
    assert ticket.status == "acknowledged"
    assert ticket.answered_at is not None
    assert ticket.promised_word_at is not None
    assert ticket.clock_name == "word"
    assert Outbox.objects.filter(is_automatic=False).count() == 1
    text = browser.get(f"/desk/{ticket.number}/").content.decode()
    assert "Next word promised" in text
    assert "12 min" in text


def test_a_note_inside_never_leaves_the_house(
    browser_of: Opens, aisha: Person, sara: Person, northgate: Client
) -> None:
    ticket = arrives(letter()).ticket
    assert ticket is not None
    values = {"words": "They never update", "version": ticket.version, "do": "inside"}
    browser_of(aisha).post(f"/desk/{ticket.number}/work/", values)
    assert not Outbox.objects.filter(is_automatic=False).exists()
    text = browser_of(sara).get(f"/portal/tickets/{ticket.number}/").content.decode()
    assert "They never update" not in text
    assert "Since Friday" in text


def test_writing_over_a_newer_version_keeps_the_words_and_says_so(
    browser_of: Opens, aisha: Person, jonas: Person, harbor: Client, ruth: Person
) -> None:
    ticket = call("Old", harbor, ruth)
    values = {"words": "First writer", "version": ticket.version, "do": "inside"}
    assert browser_of(jonas).post(f"/desk/{ticket.number}/work/", values).status_code == 302
    late = browser_of(aisha).post(
        f"/desk/{ticket.number}/work/", values | {"words": "Second writer's long text"}
    )
    assert late.status_code == 422
    assert "Second writer" in late.content.decode()
    assert "Somebody changed this ticket" in late.content.decode()
    assert not Entry.objects.filter(text__contains="Second").exists()


def test_finishing_without_a_note_or_time_is_refused(
    browser_of: Opens, aisha: Person, northgate: Client, ruth: Person
) -> None:
    ticket = call("One", northgate, ruth)
    values = {"words": "Done it", "version": ticket.version, "do": "finish"}
    answer = browser_of(aisha).post(f"/desk/{ticket.number}/work/", values)
    assert "Enter the time it took" in answer.content.decode()
    browser_of(aisha).post(f"/desk/{ticket.number}/work/", values | {"minutes": 5})
    ticket.refresh_from_db()
    assert ticket.status == "completed"
    assert "One" in browser_of(aisha).get("/desk/?tab=done").content.decode()


def test_a_contact_answers_in_the_portal_and_sees_the_own_client_alone(
    browser_of: Opens, aisha: Person, sara: Person, tom: Person, northgate: Client
) -> None:
    ticket = arrives(letter()).ticket
    assert ticket is not None
    answer_client(ticket, "Is it better?", by=aisha)
    browser = browser_of(sara)
    assert browser.post(f"/portal/tickets/{ticket.number}/", {"words": "Yes"}).status_code == 302
    assert ticket.entries.filter(from_client=True, text="Yes").exists()
    assert browser_of(tom).get(f"/portal/tickets/{ticket.number}/").status_code == 404
    assert "VPN drops" in browser.get("/portal/tickets/").content.decode()
    assert "VPN drops" not in browser_of(tom).get("/portal/tickets/").content.decode()
    browser.post("/portal/tickets/new/", {"title": "New chair", "words": "It squeaks"})
    asked = Ticket.objects.get(title="New chair")
    assert (asked.client, asked.source) == (northgate, "portal")


def test_a_file_is_a_download_and_only_for_those_who_see_the_ticket(
    browser_of: Opens, aisha: Person, sara: Person, tom: Person
) -> None:
    raw = (
        b"From: sara@northgate.example\r\nSubject: log\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nSee.\r\n--b\r\n'
        b"Content-Type: image/svg+xml\r\nContent-Disposition: attachment; filename=a.svg\r\n\r\n"
        b"<svg onload=x()/>\r\n--b--\r\n"
    )
    arrives(raw)
    file = Attachment.objects.get()
    got = browser_of(aisha).get(f"/desk/file/{file.pk}/")
    assert got["Content-Disposition"] == 'attachment; filename="a.svg"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Type"] == "application/octet-stream"
    assert browser_of(sara).get(f"/portal/file/{file.pk}/").status_code == 200
    assert browser_of(tom).get(f"/portal/file/{file.pk}/").status_code == 404


def test_all_other_pages_open(
    browser_of: Opens, maya: Person, sara: Person, northgate: Client
) -> None:
    mail = arrives(letter())
    browser = browser_of(maya)
    for tab in ("machines", "team", "out-of-process", "unknown", "done", "nonsense"):
        assert browser.get(f"/desk/?tab={tab}").status_code == 200
    for path in (
        "/desk/another/", "/desk/new/", "/desk/mail/", f"/desk/mail/{mail.pk}/",
        "/desk/mail/arrived/", f"/desk/panel/client/{northgate.pk}/", "/desk/panel/device/1/",
    ):  # fmt: skip
        assert browser.get(path).status_code == 200, path
    assert browser.get("/desk/next/").status_code == 302


BUDGETS = {"/desk/": 16, "/desk/?tab=done": 15, "/desk/mail/": 16, "ticket": 26}


@pytest.mark.parametrize("path", BUDGETS)
def test_statements_do_not_grow_with_rows(
    browser_of: Opens,
    path: str,
    maya: Person,
    northgate: Client,
    ruth: Person,
    settings: SettingsWrapper,
) -> None:
    settings.NADI_DEMO = True  # then a row says a little more
    browser = browser_of(maya)
    ticket = call("First", northgate, ruth)
    browser.get("/desk/")
    address = f"/desk/{ticket.number}/" if path == "ticket" else path
    counts = []
    for _ in range(2):
        for number in range(6):
            call(f"More {number}", northgate, ruth)
            answer_client(ticket, "A word", by=maya)
        in_turn = Ticket.objects.filter(title__endswith="5")  # nothing is owed: other words
        in_turn.update(clock_name="", clock_due=None)
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[1] <= BUDGETS[path], "\n".join(q["sql"][:150] for q in seen.captured_queries)


def test_later_pages_of_a_board_continue_in_turn(
    browser_of: Opens, maya: Person, northgate: Client, ruth: Person
) -> None:
    for number in range(60):
        call(f"T{number:02}", northgate, ruth, priority=2 + number % 3)
    browser = browser_of(maya)
    first = browser.get("/desk/").content.decode()
    after = first.split("&amp;after=")[1].split('"')[0]
    second = browser.get(f"/desk/?tab=help_desk&after={after}").content.decode()
    titles = [f"T{number:02}" for number in range(60)]
    on_first = [t for t in titles if f"<b>{t}</b>" in first]
    on_second = [t for t in titles if f"<b>{t}</b>" in second]
    assert (len(on_first), len(on_second)) == (50, 10)
    assert not set(on_first) & set(on_second)


def test_delivered_mail_is_shown_to_whom_its_ticket_is(
    browser_of: Opens,
    jonas: Person,
    aisha: Person,
    northgate: Client,
    settings: SettingsWrapper,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.NADI_DEMO = True
    arrives(letter(subject="Secret case"))
    ticket = Ticket.objects.get()
    answer_client(ticket, "We are on it.", by=aisha)
    ids = Outbox.objects.values_list("message_id", flat=True)
    shown = [sink.Delivered("sara", "Re: Secret case", one, "", "") for one in ids]
    monkeypatch.setattr(sink, "delivered", lambda: shown)
    assert "Secret case" in browser_of(aisha).get("/desk/mail/arrived/").content.decode()
    assert "Secret case" not in browser_of(jonas).get("/desk/mail/arrived/").content.decode()
