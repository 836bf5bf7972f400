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
from nadi.maintenance.queries import Unproven
from nadi.maintenance.rules import checklists as rules
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
        found = [
            _to_mend(who, now),
            _to_open(who),
            ask_for_tests(who, now),
            _to_watch(who),
            *found,
        ]
    return [ask for ask in found if ask is not None]


def _to_mend(who: Person, now: datetime) -> Ask | None:
    busy = RestoreTest.objects.unfinished().values("system")
    tests = queries.failed_last(now).visible_to(who).exclude(system__in=busy)
    first, n = queries.first_of(tests.order_by("finished_at"))
    if first is None:
        return None
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
    waiting = RestoreTest.objects.visible_to(who).to_open()
    first, n = queries.first_of(waiting.order_by("finished_at"))
    if first is None:
        return None
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


def ask_for_tests(who: Person, now: datetime) -> Ask | None:
    """Test what has gone unproven for longest."""
    rows = queries.due_for_a_test(who, now, MOST_TESTS)
    if not rows:
        return None
    clients = list(dict.fromkeys(row.client for row in rows))
    chosen = ",".join(str(row.system_id) for row in rows)
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


def _why(rows: Sequence[Unproven], clients: Sequence[str], now: datetime) -> str:
    told = (
        words.listed(clients) if len(clients) <= FEW else _("%(n)s clients") % {"n": len(clients)}
    )
    known = [row.proven_at for row in rows if row.proven_at is not None]
    if not known:
        return _("No restore has ever been proven at %(clients)s.") % {"clients": told}
    said = {"clients": told, "days": (now - max(known)).days, "limit": PROOF_WINDOW.days}
    if len(known) < len(rows):
        return _("No proof within %(limit)s days at %(clients)s; some never had one.") % said
    return _("No proof for %(days)s days at %(clients)s. The limit is %(limit)s.") % said


def _to_watch(who: Person) -> Ask | None:
    going = RestoreTest.objects.visible_to(who).unfinished()
    first, n = queries.first_of(going.order_by("requested_at"))
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
    n, device = queries.late_devices(who, now)
    if not n:
        return None
    return Ask(
        center="maintenance",
        title=ngettext(
            "%(device)s has security updates past their date",
            "%(n)s devices have security updates past their date",
            n,
        )
        % {"device": device, "n": n},
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
    so_far = queries.month_so_far(who, month)
    if not so_far.lists:
        return _to_begin(who, month)
    if so_far.next_id is None:
        return None
    going = so_far.lists - so_far.filed
    return Ask(
        center="maintenance",
        title=ngettext(
            "Finish monthly maintenance for %(who)s",
            "Finish monthly maintenance for %(n)s clients",
            going,
        )
        % {"who": so_far.client, "n": _spelled(going)},
        why=_("%(filed)s of %(all)s are filed; %(left)s.")
        % {
            "filed": so_far.filed,
            "all": so_far.lists,
            "left": ngettext("%(n)s day is left", "%(n)s days are left", left) % {"n": left}
            if left
            else _("this is the last day"),
        },
        button=_("Go on"),
        url=reverse("maintenance:checklist", args=[so_far.next_id]),
        method="get",
        minutes=max(10, 4 * so_far.steps_open),
        vital=FILED,
        gain_rows=1,
    )


def _to_begin(who: Person, month: date) -> Ask | None:
    """Nothing was made for this month because nobody has written down how it is done."""
    if not who.is_lead or procedure_in_force(queries.SLUG):
        return None
    without = queries.count_without(who, month)
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
        gain_rows=without,
    )
