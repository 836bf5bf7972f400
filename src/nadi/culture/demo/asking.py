"""Two questions a quarter: three quarters counted and answered, one open now.

The rows of each check are told; what may be shown of them is decided by the real count, at its day.
"""

from datetime import date, datetime, time, timedelta

from nadi.accounts.demo import person
from nadi.core.demo import TELLER, Story, happening
from nadi.core.quarters import quarter_of
from nadi.culture import actions, answering
from nadi.culture.models import Audience, SealedBox, Seat, TrustCheck
from nadi.culture.queries.trust import seats_for
from nadi.culture.rules import trust
from nadi.culture.shown import questions_for

#: Launched so many days ago; who did not answer, by their place among those asked; what they said.
TEAM = (
    (281, (), (4, 4, 3, 5, 4, 4, 3), "Trust is there; some feel alone on call.", "Two on call."),
    (190, (), (4, 5, 4, 5, 4, 4, 3), "Better. Evenings are too many.", "Evenings are chosen."),
    (99, (), (5, 4, 4, 5, 4, 4, 4, 4), "More answered than ever.", "We ask again this autumn."),
    (8, (2, 4, 7), (5, 4, 4, 4, 5), "", ""),
)
CLIENTS = (
    (275, (0, 3, 8, 11), (4, 3, 4, 5, 4, 2, 4, 4, 3), "You wait long for news.", "News by noon."),
    (184, (1, 5, 9), (4, 4, 4, 5, 4, 3, 4, 5, 4, 4), "Calls are clearer now.", "We keep at it."),
    (93, (2,), (5, 4, 4, 5, 4, 3, 4, 5, 4, 4, 5, 3), "Your bills are long.", "We cut them short."),
)
WORDS = (
    "You always call back. That is worth more than being right.",
    "Sometimes three people tell us three things.",
    "I would like to hear of changes before they happen.",
)


def tell(story: Story) -> None:
    for audience, checks in ((Audience.TEAM, TEAM), (Audience.CLIENTS, CLIENTS)):
        taken: set[date] = set()
        for ago, silent, said, heard, will_do in checks:
            on = story.day(ago).date()
            if quarter_of(on) not in taken:
                taken.add(quarter_of(on))
                check = _check(audience, on, silent, said)
                if heard:
                    _end(check, heard, will_do)


def _check(audience: str, on: date, silent: tuple[int, ...], said: tuple[int, ...]) -> TrustCheck:
    seats = [
        seat
        for seat in seats_for(audience)
        if seat.person is None or seat.person.joined_at.date() < on
    ]
    check = TrustCheck.objects.create(
        audience=audience,
        quarter=quarter_of(on),
        questions=questions_for(audience),
        least=trust.LEAST,
        least_for_comments=trust.LEAST_FOR_COMMENTS,
        groups=[],
        eligible=len(seats),
        launched_on=on,
        launched_by=person("Maya Lindqvist"),
        closes_on=on + trust.OPEN_FOR,
        reminded_on=on + trust.REMIND_AFTER,
    )
    for n, seat in enumerate(seats):
        seat.check_asked, seat.group = check, ""
        seat.has_answered = n not in silent
    Seat.objects.bulk_create(seats)
    answered = sum(seat.has_answered for seat in seats)
    sheets: list[answering.Sheet] = [
        {"group": "", "trust": said[n % len(said)], "one_team": max(1, said[n % len(said)] - n % 2)}
        for n in range(answered)
    ]
    words = list(WORDS) if audience == Audience.CLIENTS else []
    SealedBox.objects.create(check_asked=check, sealed=answering.closed(sheets, words))
    return check


def _end(check: TrustCheck, heard: str, will_do: str) -> None:
    over = check.closes_on + timedelta(days=1)
    counted = actions.count_trust_check(check, today=over, by=TELLER)
    maya, on = person("Maya Lindqvist"), over + timedelta(days=3)
    with happening(datetime.combine(on, time(11), maya.zone)):
        actions.answer_those_asked(counted, heard=heard, will_do=will_do, today=on, by=maya)
