"""CPU that one page of the service board costs, with many tickets, as a technician.

    NADI_DATABASE_URL=... python bench/board.py [--tickets 1000 100000] [--rounds 60]

Tickets are made in SQL from those the database holds (load the demo first), six in a hundred of
1,000 open and one in a hundred of more, in a transaction that is rolled back: nothing stays. The
pages are rendered in this very process; CPU is process time, user and system, without that of
PostgreSQL, whose share is printed as the wall time of the statements. Aim: at most 8 ms of CPU.
"""

# ruff: noqa: PLC0415  the settings are chosen before Django is loaded

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nadi.config.settings")

SMALL = 1000
MADE_HERE = ("number", "title", "status", "closed_at", "opened_at", "board", "root_message_id")


class Statements:
    """How many statements ran, and how long they took on the wall."""

    def __init__(self) -> None:
        self.count = 0
        self.seconds = 0.0

    def __call__(self, execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.count += 1
            self.seconds += time.perf_counter() - begun


def make_tickets(connection, wanted: int) -> int:
    """Fill up to `wanted` tickets; returns how many are open."""
    from nadi.desk.models import Ticket

    every = 17 if wanted <= SMALL else 100
    names = [f.column for f in Ticket._meta.concrete_fields if f.column not in MADE_HERE]
    columns = ", ".join(f'"{name}"' for name in names)
    told = ", ".join(f't."{name}"' for name in names)
    is_open = f"mod(n, {every}) = 0"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO desk_ticket (title, status, closed_at, opened_at, board, "
            f"root_message_id, {columns}) SELECT t.title || ' ' || n, "
            f"CASE WHEN {is_open} THEN 'new' ELSE 'closed' END, "
            f"CASE WHEN {is_open} THEN NULL ELSE now() - n * interval '90 seconds' END, "
            "now() - n * interval '100 seconds', 'help_desk', '', "
            f"{told} FROM generate_series(1, %s) n JOIN (SELECT *, row_number() OVER () AS at, "
            "count(*) OVER () AS many FROM desk_ticket WHERE client_id IS NOT NULL) t "
            "ON t.at = mod(n, t.many) + 1",
            [wanted - Ticket.objects.count()],
        )
        cursor.execute("ANALYZE desk_ticket")
    return Ticket.objects.open().count()


def measure(browser, connection, path: str, rounds: int) -> None:
    for _ in range(5):
        answer = browser.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")
    ran = Statements()
    with connection.execute_wrapper(ran):
        browser.get(path)
    spent = []
    for _ in range(rounds):
        before = time.process_time()
        browser.get(path)
        spent.append(1000 * (time.process_time() - before))
    print(
        f"  {path:<24} {statistics.median(spent):6.2f} ms CPU, {ran.count:2d} statements "
        f"({1000 * ran.seconds:.1f} ms), {len(answer.content) / 1024:.0f} KiB"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--tickets", type=int, nargs="+", default=[1000, 100_000])
    asked = parser.parse_args()

    import django

    django.setup()
    from django.db import connection, transaction
    from django.test import Client

    from nadi.accounts.models import Person, Role
    from nadi.desk.models import Ticket

    technician = Person.objects.filter(role=Role.TECHNICIAN, is_active=True).first()
    if technician is None or not Ticket.objects.exists():
        raise SystemExit("There are no technicians or tickets here: load the demo first.")
    browser = Client(HTTP_HOST="localhost")
    with transaction.atomic():
        browser.force_login(technician)
        for wanted in asked.tickets:
            opened = make_tickets(connection, wanted)
            print(f"{Ticket.objects.count()} tickets, {opened} of them open")
            one = Ticket.objects.visible_to(technician).open().in_turn().first()
            for path in ("/learning/", "/desk/", f"/desk/{one.pk}/"):
                measure(browser, connection, path, asked.rounds)
        transaction.set_rollback(True)


if __name__ == "__main__":
    main()
