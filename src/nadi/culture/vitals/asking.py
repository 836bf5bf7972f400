"""What the crown asks for, the most pressing first. Each leads to the form that does it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nadi.accounts.models import Person, Role
from nadi.clients.firm import firm_calendar, firm_day
from nadi.core.quarters import quarter_name, quarter_of
from nadi.core.vitals import Ask
from nadi.culture import queries
from nadi.culture.actions.thanks import RUNS_IT
from nadi.culture.models import Audience, TrustCheck
from nadi.culture.rules.rhythm import monday_of
from nadi.culture.rules.trust import LEAST

KEEPERS = frozenset({Role.OWNER, Role.SERVICE_MANAGER, Role.COORDINATOR, Role.FRONT_OFFICE})
MOST = 6


def asks(who: Person, now: datetime) -> list[Ask]:
    if not who.is_staff_member:
        return []
    wanted: tuple[Callable[[Person, datetime], Ask | None], ...] = (
        _write_the_page,
        _answer_those_asked,
        _answer_the_questions,
        _stand_up,
        _talk,
        _agree_goals,
        _look_back,
        _tend_relation,
        _thank,
        _ask_for_trust,
        _read_the_page,
    )
    found = (ask(who, now) for ask in wanted)
    return list(islice((ask for ask in found if ask is not None), MOST))


def _ask(title: str, why: str, button: str, url: str, minutes: int, vital: str, gain: int) -> Ask:
    return Ask("culture", title, why, button, url, "get", minutes, f"culture.{vital}", gain)


def _write_the_page(who: Person, now: datetime) -> Ask | None:
    if not who.is_lead or queries.is_written(who):
        return None
    return _ask(
        _("Write down what we stand for"),
        _("Vision, mission and values fit on one page. Thanks name a value from it."),
        _("Write it"),
        reverse("culture:publish"),
        15,
        "kudos_given",
        1,
    )


def _read_the_page(who: Person, now: datetime) -> Ask | None:
    unread = queries.unread_by(who)
    if unread is None:
        return None
    return _ask(
        _("Read what we stand for"),
        _("Version %(n)s is new since you last read it.") % {"n": unread.number},
        _("Read it"),
        reverse("culture:guiding_page"),
        3,
        "kudos_given",
        0,
    )


def _answer_those_asked(who: Person, now: datetime) -> Ask | None:
    check = queries.to_answer_for(who).first()
    if check is None:
        return None
    return _ask(
        _("Say what we heard and what we will do"),
        _("%(audience)s answered two questions. A check ends with our answer, not before.")
        % {"audience": check.get_audience_display()},
        _("Answer them"),
        reverse("culture:trust_check", args=[check.pk]),
        15,
        "relations_tended",
        0,
    )


def _answer_the_questions(who: Person, now: datetime) -> Ask | None:
    seat = queries.open_seats_of(who, firm_day(now)).first()
    if seat is None:
        return None
    return _ask(
        _("Answer two questions"),
        _("Do we trust each other, do we work as one team? Nobody sees who said what."),
        _("Answer"),
        reverse("culture:answer"),
        2,
        "relations_tended",
        0,
    )


def _stand_up(who: Person, now: datetime) -> Ask | None:
    """From the first working morning of the week until it was held."""
    if who.role not in RUNS_IT or not firm_calendar().is_open(now):
        return None
    week = monday_of(firm_day(now))
    if queries.stand_ups(who).filter(week=week, closed_at__isnull=False).exists():
        return None
    thanks = queries.thanks_waiting(who, now)
    return _ask(
        _("Hold the Monday stand-up"),
        ngettext(
            "It begins with the %(n)s thank-you of last week.",
            "It begins with the %(n)s thanks of last week.",
            thanks,
        )
        % {"n": thanks}
        if thanks
        else _("Nobody was thanked in words last week; begin by asking who should be."),
        _("Begin"),
        reverse("culture:stand_up"),
        15,
        "kudos_given",
        0,
    )


def _talk(who: Person, now: datetime) -> Ask | None:
    """The longest overdue of those in which I am one; for a lead also a colleague whom nobody
    meets."""
    day = firm_day(now)
    late = [m for m in queries.meetings(who, day, own=True) if not m.rhythm.is_kept]
    if late:
        first = late[0]
        return _ask(
            _("Talk with %(name)s one to one") % {"name": first.pairing.other(who)},
            _("%(days)s days since the last talk; you two agreed on every %(every)s.")
            % {"days": first.rhythm.days, "every": first.rhythm.every_days},
            _("Note the talk"),
            reverse("culture:meeting", args=[first.pairing.pk]),
            30,
            "one_on_ones",
            1,
        )
    alone = queries.without_pairing(who).first()
    if alone is None:
        return None
    return _ask(
        _("Agree who meets %(name)s one to one") % {"name": alone},
        _("Nobody meets %(name)s one to one yet.") % {"name": alone},
        _("Agree on it"),
        f"{reverse('culture:agree_pairing')}?person={alone.pk}",
        3,
        "one_on_ones",
        1,
    )


def _agree_goals(who: Person, now: datetime) -> Ask | None:
    """My own goals that wait for me; then those of the people I meet."""
    quarter = quarter_of(firm_day(now))
    named = {"quarter": quarter_name(quarter)}
    sheets = queries.agreed_so_far(who, quarter)
    own = sheets.get(who.pk)
    if own is not None and own.person_agreed_at is None:
        return _goal_ask(
            _("Agree to your goals for %(quarter)s") % named,
            reverse("culture:goal_sheet", args=[own.pk]),
        )
    for meeting in queries.meetings(who, own=True):
        person = meeting.pairing.person
        if meeting.pairing.lead_id != who.pk:
            continue
        sheet = sheets.get(person.pk)
        if sheet is None:
            title = _("Agree goals with %(name)s for %(quarter)s") % {**named, "name": person}
            return _goal_ask(title, f"{reverse('culture:propose_goals')}?person={person.pk}")
        if sheet.lead_id == who.pk and sheet.lead_agreed_at is None:
            title = _("Agree to the goals %(name)s proposes") % {"name": person}
            return _goal_ask(title, reverse("culture:goal_sheet", args=[sheet.pk]))
    return None


def _goal_ask(title: str, url: str) -> Ask:
    why = _("Both agree first; later both look back on exactly these.")
    return _ask(title, why, _("Agree on goals"), url, 20, "goals_agreed", 1)


def _look_back(who: Person, now: datetime) -> Ask | None:
    """Goals of quarters that are over, agreed and not yet looked back on."""
    sheet = queries.sheet_to_look_back_on(who, quarter_of(firm_day(now)))
    if sheet is None:
        return None
    named = {"name": sheet.person, "quarter": quarter_name(sheet.quarter)}
    mine = sheet.person_id == who.pk
    return _ask(
        _("Sign the review of your goals for %(quarter)s") % named
        if mine
        else _("Look back on the goals of %(name)s for %(quarter)s") % named,
        _("The quarter is over. Only what was agreed is looked at."),
        _("Look back"),
        reverse("culture:goal_sheet", args=[sheet.pk]),
        20,
        "goals_agreed",
        0,
    )


def _tend_relation(who: Person, now: datetime) -> Ask | None:
    """My own relations first; then, for those who keep them all, any that nobody tends."""
    first = queries.first_untended(who, firm_day(now), others=who.role in KEEPERS)
    if first is None:
        return None
    if first.owner_id is None:
        why = _("Nobody on our side keeps this relation.")
        return _ask(
            _("Say who keeps the relation with %(name)s") % {"name": first.name},
            why, _("Name somebody"), first.url, 2, "relations_tended", 1,
        )  # fmt: skip
    why = (
        _("No talk for %(days)s days; at most %(every)s were meant.")
        % {"days": first.days, "every": first.every}
        if first.days is not None
        else _("No talk is known.")
    )
    title = _("Call %(name)s") % {"name": first.name}
    return _ask(title, why, _("Note the talk"), first.url, 15, "relations_tended", 1)


def _thank(who: Person, now: datetime) -> Ask | None:
    """Only where nobody said thank you for a week."""
    if not queries.is_written(who):
        return None
    if queries.kudos_since(who, now - timedelta(days=7)).exists():
        return None
    return _ask(
        _("Thank somebody for a piece of work"),
        _("Nobody was thanked in words for seven days."),
        _("Say thank you"),
        reverse("culture:give_kudos"),
        2,
        "kudos_given",
        1,
    )


def _ask_for_trust(who: Person, now: datetime) -> Ask | None:
    """Once a quarter, where enough people can be asked."""
    if not who.is_lead:
        return None
    quarter = quarter_of(firm_day(now))
    for audience in Audience:
        checks = TrustCheck.objects.filter(audience=audience)
        if checks.filter(quarter=quarter).exists() or checks.filter(answered_on=None).exists():
            continue
        n = queries.eligible_now(audience)
        if n >= LEAST:
            return _ask(
                _("Ask the team two questions")
                if audience == Audience.TEAM
                else _("Ask our clients two questions"),
                _("%(n)s people would be asked; nobody sees who said what.") % {"n": n},
                _("Look"),
                reverse("culture:trust"),
                3,
                "relations_tended",
                0,
            )
    return None
