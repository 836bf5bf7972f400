"""CPU of the balance of a whole firm, beside the floor of the same run.

    ./nadi demo --data /tmp/large --clients 1000 --devices 50000 --tickets 1000000
    NADI_DATABASE_URL=... python bench/balance.py [--rounds 5]

Measures, on whatever the database holds: a full recompute of all vitals for everybody; one event
(one client of one vital read again, the day written anew); reading all scores; what each center
asks and what the worker reckons ahead of it; Today as the owner.
CPU is user and system time of this process plus that of its PostgreSQL backend, which must run on
this machine. The floor is one bare aggregate for each table the vitals read, by client and over the
same window, without joins or rules, each as an ordinary statement in the same backend and the same
run; its groups are counted in the database and not carried out of it.

What balance itself keeps is copied into a schema of its own, which stands before the real one on
this connection and is dropped at the end: so acts commit as they really do, the rows they replace
are tidied away as they really are, and nothing of the firm changes. In one long transaction, as
this was measured before, each act walked past what all acts before it had left behind. A year of
earlier days is laid behind today first, because a firm has one.

One event is what one fact adds to a minute: `balance.refreshing.refresh`, which is what the clock
calls, with what that fact touched in the book, from the beginning to the end of its commit, less
the minute in which none came: of a client in the middle of all, and of the one with the most rows.
The whole minutes stand above it; below, what each further client of a crowd of the largest adds,
and what each fact costs. Each figure is the best of some batches: other work on the machine only
adds. Aims: full at most 5 times the floor (2.5 is the goal), one event at most 1 ms, Today at most
8 ms.
"""

# ruff: noqa: PLC0415  the settings are chosen before Django is loaded

import argparse
import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nadi.config.settings")

CROWD = 41
BEFORE = 15  # acts after which statements are planned and caches are warm
ASIDE = "balance_measured"
NOTE = (
    "INSERT INTO balance_touched (center, vital, client_id, at)"
    " SELECT %s, %s, c, now() FROM unnest(%s::bigint[]) AS n(c)"
)
MONTH, SEASON = "now() - interval '28 days'", "now() - interval '91 days'"

#: The bare aggregates: what any answer about these rows, by client, has to pay at least.
FLOOR = {
    "agreements.signed_and_current": "SELECT agreement_id, max(starts_on) FROM "
    "agreements_agreementversion WHERE our_signed_at IS NOT NULL GROUP BY 1",
    "agreements.standing_kept": "SELECT promise_id, max(window_end) FROM agreements_verdict "
    "WHERE window_end > now() - interval '2 days' GROUP BY 1",
    "agreements.spoken_on_time": "SELECT client_id, count(*), count(*) FILTER (WHERE settled_at <= "
    f"due_at) FROM agreements_spokenpromise WHERE due_at >= {MONTH} AND due_at < now() GROUP BY 1",
    "agreements.past_due": "SELECT client_id, count(*), count(*) FILTER (WHERE settled = '' AND "
    f"due_at < now()) FROM agreements_spokenpromise WHERE settled = '' OR settled_at >= {MONTH} "
    "GROUP BY 1",
    "learning.procedures_in_date": "SELECT count(*) FROM learning_procedure",
    "learning.runs_improved": "SELECT client_id, count(*) FROM learning_run WHERE ended_at >= "
    f"{SEASON} OR ended_at IS NULL GROUP BY 1",
    "monitoring.devices_reporting": "SELECT client_id, count(*), count(*) FILTER (WHERE "
    "last_seen_at > now() - interval '7 days') FROM fleet_device WHERE state = 'active' GROUP BY 1",
    "monitoring.alerts_answered": "SELECT client_id, count(*), count(*) FILTER (WHERE answered_at "
    f"<= answer_by) FROM monitoring_alert WHERE answer_by >= {MONTH} AND answer_by < now() "
    "GROUP BY 1",
    "monitoring.alerts_acted_on": "SELECT client_id, count(*), count(*) FILTER (WHERE outcome = "
    f"'work') FROM monitoring_alert WHERE raised_at >= {MONTH} AND raised_at < now() GROUP BY 1",
    "monitoring.sites_answering": "SELECT check_of_id, count(*), count(*) FILTER (WHERE fine) FROM "
    f"monitoring_checkresult WHERE at >= {MONTH} GROUP BY 1",
    "monitoring.proactive_share": "SELECT client_id, sum(minutes), count(*) FROM "
    f"agreements_timeentry WHERE ended_at >= {MONTH} AND ended_at < now() GROUP BY 1",
    "maintenance.restore_proven": "SELECT system_id, max(opened_at), max(finished_at) FROM "
    "maintenance_restoretest WHERE finished_at >= now() - interval '30 days' GROUP BY 1",
    "maintenance.fresh_backups": "SELECT system_id, max(ended_at) FROM maintenance_backupresult "
    "WHERE ended_at >= now() - interval '7 days' GROUP BY 1",
    "maintenance.nights_backed_up": "SELECT system_id, count(*), count(*) FILTER (WHERE outcome <> "
    f"'failed') FROM maintenance_backupresult WHERE ended_at >= {MONTH} GROUP BY 1",
    "maintenance.updates_in_time, scans": "SELECT device_id, max(at) FROM maintenance_updatescan "
    "WHERE at >= now() - interval '7 days' GROUP BY 1",
    "maintenance.updates_in_time, updates": "SELECT device_id, min(due_at) FROM maintenance_update "
    "WHERE gone_at IS NULL GROUP BY 1",
    "desk.first_answer": "SELECT client_id, count(*), count(*) FILTER (WHERE answered_at <= "
    f"answer_due) FROM desk_ticket WHERE answer_due >= {MONTH} AND answer_due < now() GROUP BY 1",
    "desk.old_tickets, out_of_process": "SELECT client_id, count(*), count(*) FILTER (WHERE "
    "opened_at < now() - interval '14 days') FROM desk_ticket WHERE closed_at IS NULL GROUP BY 1",
    "desk.time_same_day": "SELECT count(*), count(*) FILTER (WHERE is_same_day) FROM "
    f"desk_tickettime WHERE written_at >= {MONTH} AND written_at < now()",
    "planning.clients_met, next_date_set": "SELECT client_id, max(closed_at), max(at) FROM "
    "planning_meeting GROUP BY 1",
    "planning.actions_on_time": "SELECT client_id, count(*), count(*) FILTER (WHERE done_at < "
    f"due_at) FROM planning_actionitem WHERE due_at >= {SEASON} AND due_at < now() GROUP BY 1",
    "planning.devices_in_plan": 'SELECT device_id, max("on") FROM planning_lifecyclefact '
    "GROUP BY 1",
    "culture.after_hours": "SELECT client_id, sum(minutes) FROM agreements_timeentry WHERE "
    f"ended_at >= {MONTH} AND ended_at < now() GROUP BY 1",
    "culture.relations_tended": "SELECT state, max(last_talk_on) FROM clients_client GROUP BY 1",
}


class Spent:
    """CPU seconds of this process and of the backend, in a stretch of time."""

    def __init__(self, backend: int) -> None:
        self.path = Path(f"/proc/{backend}/schedstat")
        if not self.path.exists():
            raise SystemExit("The database does not run on this machine: its CPU cannot be seen.")

    def backend(self) -> float:
        return int(self.path.read_text().split()[0]) / 1e9

    def of(self, act, rounds: int = 1) -> tuple[float, float]:
        """Milliseconds of each, for one act."""
        theirs, mine = self.backend(), time.process_time()
        for _ in range(rounds):
            act()
        return (
            1000 * (time.process_time() - mine) / rounds,
            1000 * (self.backend() - theirs) / rounds,
        )

    def best(self, act, before, batches: int, acts: int = 20) -> tuple[float, float]:
        """The same for short acts that write, each after something that is not measured: the best
        of some batches. Between them the tables are tidied, as the database does by itself."""
        found = []
        for _ in range(batches):
            for _ in range(BEFORE):
                before()
                act()
            some = []
            for _ in range(acts):
                before()
                some.append(self.of(act))
            found.append((sum(one[0] for one in some) / acts, sum(one[1] for one in some) / acts))
            tidy()
        return min(found, key=sum)


@contextmanager
def aside():
    """What balance keeps, copied: every act may be committed, and none of it stays."""
    from django.apps import apps
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE; CREATE SCHEMA {ASIDE}")
        cursor.execute(f"SET search_path = {ASIDE}, public")
        for model in apps.get_app_config("balance").get_models():
            table = model._meta.db_table
            cursor.execute(
                f"CREATE TABLE {ASIDE}.{table} (LIKE public.{table} INCLUDING ALL);"
                f"INSERT INTO {ASIDE}.{table} OVERRIDING SYSTEM VALUE SELECT * FROM public.{table}"
            )
            if (key := model._meta.pk.column) == "id":
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{ASIDE}.{table}', '{key}'),"
                    f" (SELECT coalesce(max({key}), 0) + 1 FROM {table}))"
                )
    tidy()
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP SCHEMA {ASIDE} CASCADE")


def tidy() -> None:
    from django.apps import apps
    from django.db import connection

    tables = ", ".join(
        model._meta.db_table for model in apps.get_app_config("balance").get_models()
    )
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {tables}")


def tell(name: str, spent: tuple[float, float], more: str = "") -> float:
    whole = sum(spent)
    print(f"{name:>40}: {whole:9.2f} ms CPU = {spent[0]:8.2f} Python + {spent[1]:8.2f} db  {more}")
    return whole


def measure_vitals(spent: Spent, connection, now, rounds: int) -> tuple[float, float]:
    """Each vital beside its bare aggregate; returns the sums."""
    from nadi.core import centers
    from nadi.core.vitals import Window

    def bare(statement: str):
        def run() -> None:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(floor.*) FROM ({statement}) AS floor")
                cursor.fetchall()

        return run

    floors, vitals = 0.0, 0.0
    print("The floor:")
    for name, statement in FLOOR.items():
        bare(statement)()
        floors += tell(name, spent.of(bare(statement), rounds))
    print("The vitals, for all clients:")
    for vital in centers.vitals().values():
        window = Window.before(now, vital.window)

        def read(vital=vital, window=window) -> None:
            list(vital.read(window, None, None))

        read()
        vitals += tell(vital.name, spent.of(read, rounds))
    return floors, vitals


def measure_balance(spent: Spent, now, rounds: int) -> tuple[float, float, float]:
    """A full recompute, and events."""
    from django.db import connection

    from nadi.balance import refreshing, snapshots
    from nadi.balance.handlers import touched_by
    from nadi.balance.models import KeptReading
    from nadi.clients.firm import firm_day
    from nadi.core import centers
    from nadi.core.facts import name_of
    from nadi.desk.events import TicketAnswered  # touches first_answer alone

    seven = centers.centers()
    snapshots.write_whole(now, seven, count_excluded=False)
    full = tell(
        "full recompute, all clients",
        spent.of(lambda: snapshots.write_whole(now, seven, count_excluded=False), rounds),
        f"{KeptReading.objects.count()} readings kept",
    )
    lay_a_year(firm_day(now))
    snapshots.write_whole(now, seven, count_excluded=False)
    kept = KeptReading.objects.filter(vital="desk.first_answer", client_id__isnull=False)
    by_rows = list(kept.order_by("-n", "client_id").values_list("client_id", "n"))
    crowd = [client for client, _n in by_rows[:CROWD]]
    ordinary, rows = by_rows[len(by_rows) // 2]

    def minute(fact: type, clients: list[int], batches: int) -> tuple[float, float]:
        places = list(touched_by(fact))

        def note() -> None:
            with connection.cursor() as cursor:
                for center, vital in places:
                    cursor.execute(NOTE, [center, vital, clients])

        return spent.best(lambda: refreshing.refresh(now), note, batches)

    empty = tell("a minute without one", minute(TicketAnswered, [], 2 * rounds))
    event = tell(
        "a minute with one, an ordinary client",
        minute(TicketAnswered, [ordinary], 6 * rounds),
        f"{rows} rows",
    )
    alone = tell(
        "a minute with one, the largest",
        minute(TicketAnswered, crowd[:1], 6 * rounds),
        f"{by_rows[0][1]} rows",
    )
    together = tell(f"a minute with {CROWD} clients", minute(TicketAnswered, crowd, rounds))
    print("A minute with one fact of each kind about a client:")
    named = {kind for vital in centers.vitals().values() for kind in vital.touched_by}
    for kind in sorted(named, key=name_of):
        if "client_id" in kind.__dataclass_fields__:
            touched = sum(1 for _center, vital in touched_by(kind) if vital)
            tell(name_of(kind), minute(kind, crowd[:1], 1), f"{touched} vitals")
    print(f"each further client of a crowd: {(together - alone) / (CROWD - 1):.2f} ms")
    return full, event - empty, alone - empty


def lay_a_year(today) -> None:
    """The day's rows once more for each of the 364 days before, where there are none."""
    from django.db import connection

    from nadi.balance.models import CenterSnapshot, VitalSnapshot

    for model in (VitalSnapshot, CenterSnapshot):
        names = [f.column for f in model._meta.concrete_fields if f.column not in {"id", "day"}]
        columns = ", ".join(f'"{name}"' for name in names)
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {model._meta.db_table} (day, {columns}) SELECT day - ago, {columns}"
                f" FROM {model._meta.db_table}, generate_series(1, 364) AS earlier(ago)"
                " WHERE day = %s ON CONFLICT DO NOTHING",
                [today],
            )
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def measure_pages(spent: Spent, now, rounds: int) -> float:
    from django.test import Client

    from nadi.accounts.models import Person, Role
    from nadi.balance import preparing
    from nadi.balance.models import CenterSnapshot, VitalSnapshot
    from nadi.core import centers

    owner = Person.objects.filter(role=Role.OWNER).first()
    tell(
        "reading all scores",
        spent.of(
            lambda: (list(CenterSnapshot.objects.all()), list(VitalSnapshot.objects.all())),
            20 * rounds,
        ),
    )
    for center in centers.centers():
        tell(
            f"asks of {center.label}",
            spent.of(lambda center=center: center.asks(owner, now), 4 * rounds),
        )
    tell("what the worker reckons ahead", spent.of(lambda: preparing.prepare(now)))
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(owner)
    for _ in range(10):
        if browser.get("/").status_code != 200:
            raise SystemExit("Today does not answer.")
    return tell("Today", spent.of(lambda: browser.get("/"), 20 * rounds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds

    import django

    django.setup()
    from django.db import connection, transaction
    from django.utils import timezone

    from nadi.clients.models import Client as Firm
    from nadi.desk.models import Ticket
    from nadi.fleet.models import Device

    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        spent = Spent(cursor.fetchone()[0])
    counts = [model.objects.count() for model in (Firm, Device, Ticket)]
    print("{:,} clients, {:,} devices, {:,} tickets".format(*counts))
    print("Acts commit, on a copy of what balance keeps; the tables are tidied between batches.")
    with aside():
        floor, vitals = measure_vitals(spent, connection, now, rounds)
        print("Balance:")
        tell("sum of the floor", (0.0, floor))
        tell("sum of the vitals", (0.0, vitals), f"{vitals / floor:.2f} times the floor")
        full, event, largest = measure_balance(spent, now, rounds)
        with transaction.atomic():
            today = measure_pages(spent, now, rounds)
            transaction.set_rollback(True)
    print(f"\nfull recompute: {full / floor:.2f} times the floor (at most 5; the goal is 2.5)")
    print(
        f"one event adds {event:.2f} ms, of the largest client {largest:.2f} (at most 1)"
        f"    Today: {today:.2f} ms (at most 8)"
    )


if __name__ == "__main__":
    main()
