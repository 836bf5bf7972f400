"""Decisions and actions, as they are made in a meeting and settled after it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from nadi.core.errors import NadiError
from nadi.core.pages import page
from nadi.planning import actions, queries
from nadi.planning.forms import OPTIONS, ActionForm, DecideForm, DecisionForm
from nadi.planning.models import ActionItem, Decision, Side
from nadi.planning.views.asking import back, beside, first_problem, may_lead, to_write, who_asks

MOST_DONE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare a decision for a meeting: the question, the options, and what doing nothing means."""
    one, form = to_write(request, pk), DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.ask_decision(
                one,
                question=said["question"],
                options=form.options(),
                if_nothing=said["if_nothing"],
                risk=said["risk"],
                needed_by=said["needed_by"],
                needed_why=said["needed_why"],
                by=who_asks(request),
            )
        except NadiError as problem:
            beside(form, problem)
        else:
            messages.success(request, _("It is on the page for that day."))
            return redirect(one)
    values = {"meeting": one, "form": form, "numbers": range(1, OPTIONS + 1)}
    return page(request, "planning/decision.html", values, status=422 if form.errors else 200)


def _decision(request: HttpRequest, pk: int) -> Decision:
    found = queries.decision_for(who_asks(request), pk)
    may_lead(who_asks(request), found.client_id is None)
    return found


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """They have decided. A no is a good decision."""
    decision = _decision(request, pk)
    form = DecideForm(request.POST, decision=decision)
    if not form.is_valid():
        messages.error(request, first_problem(form))
        return redirect(decision.meeting)
    said = form.cleaned_data
    made = actions.decide(
        decision,
        said["option"],
        decided_by=said["decided_by"],
        reason=said["reason"],
        accept_until=said["accept_until"],
        by=who_asks(request),
    )
    messages.success(
        request,
        _("Decided: no. That is a good decision too.") if made.is_no else _("Decided."),
    )
    return redirect(decision.meeting)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    decision = _decision(request, pk)
    meeting = actions.take_back_decision(
        decision, because=request.POST.get("because", ""), by=who_asks(request)
    )
    return redirect(meeting)


@require_POST
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody will do something until a day."""
    one = to_write(request, pk)
    form = ActionForm(request.POST, meeting=one)
    if not form.is_valid():
        messages.error(request, first_problem(form))
        return redirect(one)
    said = form.cleaned_data
    actions.agree_action(
        one,
        text=said["text"],
        due_on=said["due_on"],
        owner=said["owner"],
        contact=said.get("contact"),
        by=who_asks(request),
    )
    messages.success(request, _("Agreed."))
    return redirect(one)


@require_safe
def actions_list(request: HttpRequest) -> HttpResponse:
    """What both sides said they would do: open on our side, on theirs, and done lately."""
    who, now = who_asks(request), timezone.now()
    show, slug = request.GET.get("show", "ours"), request.GET.get("client", "")
    names = {"ours": _("Ours"), "theirs": _("Theirs"), "done": _("Done lately")}
    show = show if show in names else "ours"
    done = ActionItem.objects.visible_to(who).exclude(done_at=None)
    lists = {
        "ours": queries.actions_waiting(who).filter(side=Side.OURS),
        "theirs": queries.actions_waiting(who).filter(side=Side.THEIRS),
        "done": done.select_related("client", "meeting", "owner", "contact").order_by("-done_at"),
    }
    if slug and "\0" not in slug:
        lists = {key: rows.filter(client__slug=slug) for key, rows in lists.items()}
    else:
        slug = ""
    rest = f"&client={slug}" if slug else ""
    rows = list(lists[show][:MOST_DONE])
    values = {
        "show": show,
        "rows": rows,
        "late": [each.pk for each in rows if each.is_late(now)],
        "tabs": [(name, f"?show={key}{rest}", None, key == show) for key, name in names.items()],
    }
    return page(request, "planning/actions.html", values)


def _item(request: HttpRequest, pk: int) -> ActionItem:
    found = queries.action_for(who_asks(request), pk)
    may_lead(who_asks(request), found.client_id is None and not found.is_open)
    return found


@require_POST
def done(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    actions.finish_action(item, by=who_asks(request))
    messages.success(request, _("Done."))
    return back(request, item.meeting.get_absolute_url())


@require_POST
def onto_the_board(request: HttpRequest, pk: int) -> HttpResponse:
    item = actions.put_on_the_board(_item(request, pk), by=who_asks(request))
    messages.success(
        request, _("It is ticket #%(number)d now.") % {"number": item.ticket_number or 0}
    )
    return back(request, item.meeting.get_absolute_url())


@require_POST
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    because = request.POST.get("because", "")
    actions.let_go_of_action(item, because=because, by=who_asks(request))
    return back(request, item.meeting.get_absolute_url())
