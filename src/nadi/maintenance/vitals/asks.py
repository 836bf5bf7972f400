"""The one thing the heart asks for today."""

from collections.abc import Sequence
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person
from nadi.clients.firm import firm_day
from nadi.core import words
from nadi.core.vitals import Ask
from nadi.learning.queries import procedure_in_force
from nadi.maintenance import queries
from nadi.maintenance.models import RestoreTest
from nadi.maintenance.queries import SystemRow
from nadi.maintenance.rules import checklists as rules
from nadi.maintenance.rules.checklists import Stage
from nadi.maintenance.rules.deadlines import Patched
from nadi.maintenance.rules.proof import PROOF_WINDOW

PROVEN = "maintenance.restore_proven"
FILED = "maintenance.checklists_filed"
MOST_TESTS = 10
FEW = 3


def asks(who: Person, now: datetime) -> list[Ask]:
    """The most helpful act first: what holds the heart down, then what waits to be opened, then
    what is unproven, then what is late."""
    found = [_to_patch(who, now), ask_for_lists(who, now)]
    if queries.may_test(who):
        due = queries.due_for_a_test(queries.system_rows(who, now))
        found = [_to_mend(who, now), _to_open(who), ask_for_tests(due, now), _to_watch(who), *found]
    return [ask for ask in found if ask is not None]


def _to_mend(who: Person, now: datetime) -> Ask | None:
    mine = RestoreTest.objects.visible_to(who)
    held = [test.pk for test in queries.holding_heart_down(now)]
    busy = mine.unfinished().values("system")
    tests = (
        mine.filter(pk__in=held)
        .exclude(system__in=busy)
        .select_related("system__device__client")
        .defer("files")
        .order_by("finished_at")
    )
    if not tests:
        return None
    first, n = tests[0], len(tests)
    return Ask(
        center="maintenance",
        title=ngettext(
            "The restore of %(system)s failed", "The restores of %(n)s systems failed", n
        )
        % {"system": first.system, "n": n},
        why=_("%(client)s: %(what)s")
        % {
            "client": first.system.device.client,
            "what": _("%(file)s did not come back as it was saved.") % {"file": first.failed_path}
            if first.failed_path
            else first.reason,
        },
        button=_("Look"),
        url=reverse("maintenance:test", args=[first.pk]),
        method="get",
        minutes=20,
        vital=PROVEN,
        gain_rows=n,
        urgent=True,
    )


def _to_open(who: Person) -> Ask | None:
    tests = list(
        RestoreTest.objects.visible_to(who)
        .to_open()
        .select_related("system__device__client")
        .defer("files")
        .order_by("finished_at")
    )
    if not tests:
        return None
    first, n = tests[0], len(tests)
    return Ask(
        center="maintenance",
        title=ngettext(
            "Open what came back from %(system)s", "Open what came back from %(n)s restores", n
        )
        % {"system": first.system, "n": n},
        why=ngettext(
            "The machine says it is whole. It is proven when somebody has looked.",
            "The machine says they are whole. They are proven when somebody has looked.",
            n,
        ),
        button=_("Open it"),
        url=reverse("maintenance:test", args=[first.pk]),
        method="get",
        minutes=3,
        vital=PROVEN,
        gain_rows=n,
    )


def ask_for_tests(due: Sequence[SystemRow], now: datetime) -> Ask | None:
    """Test what has gone unproven for longest."""
    rows = due[:MOST_TESTS]
    if not rows:
        return None
    clients = list(dict.fromkeys(row.system.device.client.name for row in rows))
    chosen = ",".join(str(row.system.pk) for row in rows)
    n = len(rows)
    title = ngettext("Test a restore for %(who)s", "Test a restore for %(n)s clients", len(clients))
    return Ask(
        center="maintenance",
        title=title % {"who": clients[0], "n": _spelled(len(clients))},
        why=_why(rows, clients, now),
        button=ngettext("Run the test", "Run %(n)s tests", n) % {"n": n},
        url=f"{reverse('maintenance:start_tests')}?systems={chosen}",
        method="post",
        minutes=2 + n,
        vital=PROVEN,
        gain_rows=n,
    )


def _spelled(n: int) -> str:
    small = {2: _("two"), 3: _("three"), 4: _("four"), 5: _("five"), 6: _("six")}
    return small.get(n, str(n))


def _why(rows: Sequence[SystemRow], clients: Sequence[str], now: datetime) -> str:
    told = (
        words.listed(clients) if len(clients) <= FEW else _("%(n)s clients") % {"n": len(clients)}
    )
    proofs = [row.truths.proven.at for row in rows]
    known = [at for at in proofs if at is not None]
    if not known:
        return _("No restore has ever been proven at %(clients)s.") % {"clients": told}
    said = {"clients": told, "days": (now - max(known)).days, "limit": PROOF_WINDOW.days}
    if len(known) < len(proofs):
        return _("No proof within %(limit)s days at %(clients)s; some never had one.") % said
    return _("No proof for %(days)s days at %(clients)s. The limit is %(limit)s.") % said


def _to_watch(who: Person) -> Ask | None:
    tests = RestoreTest.objects.visible_to(who).unfinished().order_by("requested_at")
    n = tests.count()
    first = tests.defer("files").first()
    if first is None:
        return None
    return Ask(
        center="maintenance",
        title=ngettext("A restore is being tested", "%(n)s restores are being tested", n)
        % {"n": n},
        why=_("They go on when you close the page."),
        button=_("Watch"),
        url=reverse("maintenance:test", args=[first.pk]),
        method="get",
        minutes=1,
        vital=PROVEN,
        gain_rows=0,
    )


def _to_patch(who: Person, now: datetime) -> Ask | None:
    late = [row for row in queries.device_rows(who, now) if row.state is Patched.LATE]
    if not late:
        return None
    n = len(late)
    return Ask(
        center="maintenance",
        title=ngettext(
            "%(device)s has security updates past their date",
            "%(n)s devices have security updates past their date",
            n,
        )
        % {"device": late[0].device, "n": n},
        why=_("Critical and security updates are due 14 days after their release."),
        button=_("Look"),
        url=reverse("maintenance:updates"),
        method="get",
        minutes=15,
        vital="maintenance.updates_in_time",
        gain_rows=n,
    )


def ask_for_lists(who: Person, now: datetime) -> Ask | None:
    """Monthly maintenance: write down how, or go on with the list that is furthest along."""
    month = queries.month_now(now)
    left = (rules.last_day(month) - firm_day(now)).days
    rows = queries.rows_of_month(who, month)
    going = [row for row in rows if row.stage is not Stage.FILED]
    if not rows:
        return _to_begin(who, month)
    if not going:
        return None
    first = min(going, key=lambda row: (row.first_waits, row.steps_open, row.checklist.pk))
    return Ask(
        center="maintenance",
        title=ngettext(
            "Finish monthly maintenance for %(who)s",
            "Finish monthly maintenance for %(n)s clients",
            len(going),
        )
        % {"who": first.checklist.client, "n": _spelled(len(going))},
        why=_("%(filed)s of %(all)s are filed; %(left)s.")
        % {
            "filed": len(rows) - len(going),
            "all": len(rows),
            "left": ngettext("%(n)s day is left", "%(n)s days are left", left) % {"n": left}
            if left
            else _("this is the last day"),
        },
        button=_("Go on"),
        url=reverse("maintenance:checklist", args=[first.checklist.pk]),
        method="get",
        minutes=max(10, 4 * first.steps_open),
        vital=FILED,
        gain_rows=1,
    )


def _to_begin(who: Person, month: date) -> Ask | None:
    """Nothing was made for this month because nobody has written down how it is done."""
    if not who.is_lead or procedure_in_force(queries.SLUG):
        return None
    without = queries.clients_without(who, month)
    if not without:
        return None
    return Ask(
        center="maintenance",
        title=_("Take up monthly maintenance"),
        why=_("The usual list is ready. From then on each client gets its own every month."),
        button=_("Read the list"),
        url=reverse("learning:starter", args=[queries.SLUG]),
        method="get",
        minutes=10,
        vital=FILED,
        gain_rows=len(without),
    )
