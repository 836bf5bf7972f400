"""The course of a trust check: launched, reminded of, counted, answered. What was answered is cast
elsewhere (`culture.answering`), and no audit row of these holds it."""

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import date

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from nadi.accounts.models import Person
from nadi.core.actions import action
from nadi.core.actors import Actor
from nadi.core.errors import Forbidden, Refused
from nadi.core.events import announce
from nadi.core.quarters import quarter_of
from nadi.culture import answering
from nadi.culture.events import TrustCheckAnswered, TrustCheckCounted, TrustCheckLaunched
from nadi.culture.models import (
    Answer,
    Audience,
    Comment,
    SealedBox,
    Seat,
    TrustCheck,
    TrustResult,
)
from nadi.culture.queries.trust import seats_for
from nadi.culture.rules import trust
from nadi.desk import actions as desk

QUESTIONS = ("trust", "one_team")
TOO_FEW, TOO_NEAR = "too_few", "too_near"


@action
def launch_trust_check(
    *, audience: str, questions: list[str], today: date, by: Actor
) -> TrustCheck:
    """Ask an audience the two questions. Who is asked, what, and from how many on a figure is shown
    is fixed from this moment."""
    if isinstance(by, Person) and not by.is_lead:
        raise Forbidden(_("Those who lead ask the two questions, and answer what they hear."))
    if audience not in Audience.values:
        raise Refused(_("Ask the team, or ask the clients."))
    checks = TrustCheck.objects.select_for_update(of=("self",)).filter(audience=audience)
    seats, quarter = seats_for(audience), quarter_of(today)
    reason = trust.why_not_launch(
        len(seats),
        unanswered=checks.filter(answered_on=None).exists(),
        asked_this_quarter=checks.filter(quarter=quarter).exists(),
    )
    if reason is not None:
        raise Refused(reason)
    sizes: dict[str, int] = {}
    for seat in seats:
        sizes[seat.group] = sizes.get(seat.group, 0) + 1
    check = TrustCheck.objects.create(
        audience=audience,
        quarter=quarter,
        questions=questions,
        least=trust.LEAST,
        least_for_comments=trust.LEAST_FOR_COMMENTS,
        groups=list(trust.partition(sizes)),
        eligible=len(seats),
        launched_on=today,
        launched_by=by if isinstance(by, Person) else None,
        closes_on=today + trust.OPEN_FOR,
    )
    for seat in seats:
        seat.check_asked = check
        seat.group = seat.group if seat.group in check.groups else trust.EVERYBODY
    Seat.objects.bulk_create(seats)
    SealedBox.objects.create(check_asked=check, sealed=answering.closed([], []))
    _write_to_all(check, by)
    announce(TrustCheckLaunched(check.pk, audience))
    return check


@action
def remind_all(check: TrustCheck, *, today: date, by: Actor) -> TrustCheck:
    """Once, to everybody who was asked: whoever reminds does not know who has answered."""
    check = TrustCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if not check.is_open or check.reminded_on or today < check.launched_on + trust.REMIND_AFTER:
        raise Refused(_("Everybody is reminded once, after a week."))
    check.reminded_on = today
    check.save(update_fields=["reminded_on"])
    _write_to_all(check, by)
    return check


def _write_to_all(check: TrustCheck, by: Actor) -> None:
    desk.send_letters(
        [_letter(check, seat) for seat in check.seats.select_related("person", "contact")], by=by
    )


def _letter(check: TrustCheck, seat: Seat) -> desk.Letter:
    to = seat.person or seat.contact
    assert to is not None  # noqa: S101 - the database holds it: a seat is of one
    words = _(
        "Hello %(name)s,\n\n"
        "twice a minute's thought, once a quarter: two questions about how we work together.\n\n"
        "%(link)s\n\n"
        "The link works once. Your answer is kept apart from your name, and nothing is shown of "
        "fewer than %(least)s people. Everybody who was asked gets this mail and one reminder, "
        "answered or not. It closes on %(day)s; then you hear what we heard and what we will do."
    ) % {
        "name": to.name,
        "link": f"{settings.NADI_URL}/culture/answer/{answering.secret_of(seat)}/",
        "least": check.least,
        "day": check.closes_on.isoformat(),
    }
    return desk.Letter(to.name, to.email, _("Two questions from %s") % settings.NADI_FIRM, words)


@action
def count_trust_check(check: TrustCheck, *, today: date, by: Actor) -> TrustCheck:
    """Empty the box into rows of no order and publish what the rules allow, to everybody at once.
    Never before the day it closes: whoever could count at will could count after each answer."""
    check = TrustCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if not check.is_open:
        raise Refused(_("This check was counted already."))
    if today <= check.closes_on:
        raise Refused(_("It is counted when it is over, not before."))
    box = SealedBox.objects.get(check_asked=check)
    sheets, words = answering.shuffled(box)
    box.delete()
    check.counted_on = today
    if len(sheets) < trust.floor_of(check.least):
        check.withheld = TOO_FEW
    else:
        Answer.objects.bulk_create(Answer(check_asked=check, **sheet) for sheet in sheets)
        if len(sheets) >= check.least_for_comments:
            Comment.objects.bulk_create(Comment(check_asked=check, words=said) for said in words)
        _publish(check, today)
    check.save()
    announce(TrustCheckCounted(check.pk, check.audience, check.result_id is not None))
    return check


def _publish(check: TrustCheck, today: date) -> None:
    """One result of this check and of those that waited for it, if it shows nobody."""
    lately = TrustCheck.objects.filter(
        audience=check.audience, counted_on__gte=today - trust.KEEP_ANSWERS
    ).exclude(pk=check.pk)
    waited = list(lately.filter(withheld=TOO_NEAR, result=None))
    block = [*waited, check]
    earlier = list(TrustResult.objects.filter(checks__in=lately.exclude(result=None)).distinct())
    if not trust.is_apart(_respondents(block), [_respondents(r.checks.all()) for r in earlier]):
        check.withheld = TOO_NEAR
        return
    answers = list(Answer.objects.filter(check_asked__in=block))
    figures = []
    for group in ("", *(() if waited else _groups(check, answers, earlier))):
        of_group = [a for a in answers if group in ("", a.group)]
        for number, name in enumerate(QUESTIONS):
            shown = trust.figure(group, number, [getattr(a, name) for a in of_group], check.least)
            if shown is not None:
                figures.append({**asdict(shown), "mean": shown.mean and str(shown.mean)})
    result = TrustResult.objects.create(
        audience=check.audience, published_on=today, figures=figures
    )
    TrustCheck.objects.filter(pk__in=[one.pk for one in waited]).update(result=result)
    check.result = result


def _groups(
    check: TrustCheck, answers: Iterable[Answer], earlier: Iterable[TrustResult]
) -> tuple[str, ...]:
    """The groups of the partition that both rules let be shown beside the whole."""
    sizes: dict[str, int] = {}
    for answer in answers:
        sizes[answer.group] = sizes.get(answer.group, 0) + 1
    before = [r for r in earlier if any(f["group"] for f in r.figures)]
    apart = [
        group
        for group in check.groups
        if all(
            trust.is_apart(
                _respondents([check], Q(group=group)),
                [_respondents(r.checks.all(), Q(group=group))],
            )
            and trust.is_apart(
                _respondents([check], ~Q(group=group)),
                [_respondents(r.checks.all(), ~Q(group=group))],
            )
            for r in before
        )
    ]
    return trust.shown_groups(sizes, apart, check.least)


def _respondents(checks: Collection[TrustCheck], which: Q | None = None) -> set[int]:
    """Who answered in these checks, by the receipts: people or contacts by their number."""
    seats = Seat.objects.filter(which or Q(), check_asked__in=checks, has_answered=True)
    return {person or contact for person, contact in seats.values_list("person", "contact")}


@action
def answer_those_asked(
    check: TrustCheck, *, heard: str, will_do: str, today: date, by: Person
) -> TrustCheck:
    """What we heard, what we will do: only with this a check ends, and only then may another
    begin."""
    if not by.is_lead:
        raise Forbidden(_("Those who lead answer what was heard."))
    check = TrustCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if check.is_open:
        raise Refused(_("It is not over yet."))
    if check.is_closed:
        raise Refused(_("This check has its answer."))
    reason = trust.why_not_close(heard, will_do)
    if reason is not None:
        raise Refused(reason, fields={"will_do": reason})
    check.heard, check.will_do = heard.strip(), will_do.strip()
    check.answered_on, check.answered_by = today, by
    check.save()
    announce(TrustCheckAnswered(check.pk, check.audience))
    return check


@action
def forget_answers(*, today: date, by: Actor) -> int:
    """Delete single answers, comments and receipts after thirteen months; what was published
    stays. How many answers went."""
    old = TrustCheck.objects.filter(counted_on__lt=today - trust.KEEP_ANSWERS)
    Seat.objects.filter(check_asked__in=old).delete()
    Comment.objects.filter(check_asked__in=old).delete()
    gone, _kinds = Answer.objects.filter(check_asked__in=old).delete()
    return gone
