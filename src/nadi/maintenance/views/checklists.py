"""Monthly maintenance: the month of all clients, and the list of one in a technician's hand."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from nadi.clients.firm import firm_day
from nadi.core.errors import NadiError
from nadi.core.pages import page
from nadi.learning import actions as learning
from nadi.learning.queries import procedure_in_force
from nadi.maintenance import actions, queries, shown
from nadi.maintenance.models import Checklist
from nadi.maintenance.queries import ListRow
from nadi.maintenance.rules import checklists as rules
from nadi.maintenance.rules.checklists import Stage
from nadi.maintenance.views.people import who_of

MONTHS_SHOWN = 6


@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    """The month: which list waits for what, and what is filed; the months before beside it."""
    who, now = who_of(request), timezone.now()
    this = queries.month_now(now)
    month = _month(request.GET.get("month", ""), this)
    rows = queries.rows_of_month(who, month)
    months = [this]
    while len(months) < MONTHS_SHOWN:
        months.append(rules.month_of(date.fromordinal(months[-1].toordinal() - 1)))
    values = {
        "rows": rows,
        "month": month,
        "months": [(f"{one:%B}", f"?month={one:%Y-%m}", None, one == month) for one in months],
        "without": queries.clients_without(who, month) if month == this else [],
        "procedure": procedure_in_force(queries.SLUG),
        "slug": queries.SLUG,
        "stages": shown.STAGE_WORDS,
        "lead": _lead(rows, month, (rules.last_day(month) - firm_day(now)).days),
    }
    return page(request, "maintenance/checklists.html", values)


def _month(text: str, this: date) -> date:
    try:
        return min(date.fromisoformat(f"{text}-01"), this)
    except ValueError:
        return this


def _lead(rows: list[ListRow], month: date, left: int) -> str:
    if not rows:
        return _("No list was made for this month.")
    filed = sum(row.stage is Stage.FILED for row in rows)
    said = ngettext(
        "%(filed)d of %(n)d client is filed.", "%(filed)d of %(n)d clients are filed.", len(rows)
    ) % {"filed": filed, "n": len(rows)}
    if left >= 0 and filed < len(rows):
        day = _("This is the last day.")
        more = ngettext("%(n)d day is left.", "%(n)d days are left.", left) % {"n": left}
        said += " " + (more if left else day)
    return said


@require_safe
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """The moment: on a visit, with a phone. One step large, the rest below it."""
    who = who_of(request)
    held = queries.checklist_for(who, pk)
    steps = list(held.run.steps.filter(improves=False).select_related("by"))
    open_steps = [step for step in steps if step.is_open]
    first_waits = bool(steps) and steps[0].is_open
    values = {
        "held": held,
        "steps": steps,
        "current": open_steps[0] if open_steps else None,
        "first_waits": first_waits,
        "done": len(steps) - len(open_steps),
        "stage": rules.stage(held.standing(len(open_steps))).value,
        "duties": _duties(held, len(open_steps)),
        "unproven": queries.unproven(held.client_id, held.month) if first_waits else [],
        "systems": queries.systems_of(held.client_id) if first_waits else [],
        "own": queries.own_steps(held.client_id),
        "next_month": rules.next_month(held.month),
        "may_do": queries.may_test(who),
        "mine": held.run.owner_id == who.pk,
    }
    return page(request, "maintenance/checklist.html", values)


def _duties(held: Checklist, open_steps: int) -> list[tuple[str, bool]]:
    return [
        (_("Execute: each step answered"), not open_steps),
        (_("Revise the list"), held.revised_at is not None and not open_steps),
        (_("Publish it for next month"), held.published_at is not None and not open_steps),
        (_("File this month"), held.filed_at is not None),
    ]


@require_POST
def checklist_step(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One step: done, could not, not applicable, or open again."""
    who = who_of(request)
    held = queries.checklist_for(who, pk)
    state, note = request.POST.get("state", "done"), request.POST.get("because", "")
    return _carry_out(
        request, pk, lambda: actions.answer_step(held, number, state=state, note=note, by=who)
    )


@require_POST
def take_checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """It is mine from now on."""
    who = who_of(request)
    held = queries.checklist_for(who, pk)
    return _carry_out(request, pk, lambda: learning.hand_run_over(held.run, to=who, by=who))


@require_POST
def revise_checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """What should change for everybody, and for this client alone."""
    who = who_of(request)
    held = queries.checklist_for(who, pk)
    leave = [int(one) for one in request.POST.getlist("leave") if one.isdecimal() and len(one) < 12]
    return _carry_out(
        request,
        pk,
        lambda: actions.revise_checklist(
            held,
            change=request.POST.get("change", "").strip() or None,
            add=request.POST.get("add", "").splitlines()[:20],
            leave=leave,
            by=who,
        ),
    )


@require_POST
def publish_checklist(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_of(request)
    held = queries.checklist_for(who, pk)
    return _carry_out(request, pk, lambda: actions.publish_next(held, by=who))


@require_POST
def file_checklist(request: HttpRequest, pk: int) -> HttpResponse:
    who = who_of(request)
    held = queries.checklist_for(who, pk)
    answer = _carry_out(request, pk, lambda: actions.file_checklist(held, by=who))
    if Checklist.objects.filter(pk=pk, filed_at__isnull=False).exists():
        messages.success(
            request, _("Filed. %(client)s is done for this month.") % {"client": held.client}
        )
    return answer


def _carry_out(request: HttpRequest, pk: int, act: Callable[[], object]) -> HttpResponse:
    """Do it and come back to the list; what was refused is said there, for the next press."""
    try:
        act()
    except NadiError as refusal:
        messages.warning(request, refusal.sentence)
    return redirect("maintenance:checklist", pk)
