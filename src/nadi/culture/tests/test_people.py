"""Between two people: notes nobody else opens, goals that stand once both agreed."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import Error
from django.test import Client as Browser
from django.utils import timezone

from nadi.accounts.models import Person
from nadi.core.errors import Forbidden, NotFound, Refused
from nadi.core.models import AuditRow, Event
from nadi.culture import actions, queries
from nadi.culture.models import Goal, GoalSheet, OneOnOne, Pairing, PrivateNote, Value

SECRET = "She thinks about leaving because of her back."
QUARTER = date(2026, 10, 1)


@pytest.fixture
def talk(pairing: Pairing, henrik: Person) -> OneOnOne:
    held = actions.hold_one_on_one(pairing, on=timezone.localdate(), by=henrik)
    actions.write_private_note(held, SECRET, by=henrik)
    return held


def test_a_note_is_for_the_two_and_for_nobody_else(
    talk: OneOnOne,
    pairing: Pairing,
    maya: Person,
    henrik: Person,
    aisha: Person,
    jonas: Person,
    browser_of: Callable[[Person], Browser],
) -> None:
    path = f"/culture/one-on-ones/{pairing.pk}/"
    for one in (henrik, aisha):
        assert SECRET in browser_of(one).get(path).content.decode()
    for other in (maya, jonas):
        answer = browser_of(other).get(path)
        assert SECRET not in answer.content.decode()
        assert answer.status_code == (200 if other.is_lead else 404)
        with pytest.raises(NotFound):
            queries.notes_of(other, pairing)
        posted = browser_of(other).post(path + f"talks/{talk.pk}/note/", {"note": "Mine now"})
        assert posted.status_code in (403, 404)
    assert PrivateNote.objects.count() == 1


def test_no_table_of_the_database_holds_its_words(talk: OneOnOne) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            assert not any("leaving" in row for (row,) in cursor.fetchall()), table


def test_neither_audit_nor_facts_nor_search_tell_it(talk: OneOnOne, henrik: Person) -> None:
    told = [str(vars(row)) for row in (*AuditRow.objects.all(), *Event.objects.all())]
    assert AuditRow.objects.filter(verb="culture.write_private_note").count() == 1
    assert not any("leaving" in one for one in told)
    assert not any("leaving" in one.title for one in queries.find(henrik, "leaving"))


def test_only_the_two_say_that_they_talked(pairing: Pairing, maya: Person) -> None:
    with pytest.raises(Forbidden):
        actions.hold_one_on_one(pairing, on=timezone.localdate(), by=maya)


@pytest.mark.parametrize("days", [1, 400])
def test_a_talk_is_noted_after_it_happened(pairing: Pairing, henrik: Person, days: int) -> None:
    with pytest.raises(Refused):
        actions.hold_one_on_one(pairing, on=timezone.localdate() + timedelta(days=days), by=henrik)


def test_a_new_lead_takes_over_and_does_not_read_back(
    talk: OneOnOne, pairing: Pairing, aisha: Person, maya: Person
) -> None:
    anew = actions.agree_pairing(aisha, lead=maya, every_days=14, by=maya)
    pairing.refresh_from_db()
    assert anew.pk != pairing.pk
    assert pairing.ended_on is not None
    assert queries.notes_of(maya, anew) == []
    with pytest.raises(NotFound):
        queries.notes_of(maya, pairing)


def _proposed(aisha: Person, henrik: Person) -> GoalSheet:
    goals = [actions.NewGoal("Pass the network course", "The certificate"), actions.NewGoal("Rest")]
    return actions.propose_goals(aisha, goals, lead=henrik, quarter=QUARTER, by=henrik)


def test_goals_stand_once_both_agreed(aisha: Person, henrik: Person, maya: Person) -> None:
    sheet = _proposed(aisha, henrik)
    assert not sheet.is_agreed
    with pytest.raises(Forbidden):
        actions.agree_goals(sheet, by=maya)
    assert actions.agree_goals(sheet, by=aisha).is_agreed
    with pytest.raises(Refused):
        _proposed(aisha, henrik)


def test_whoever_changes_the_proposal_asks_the_other_anew(aisha: Person, henrik: Person) -> None:
    _proposed(aisha, henrik)
    mine = [actions.NewGoal("Learn to say no")]
    sheet = actions.propose_goals(aisha, mine, lead=henrik, quarter=QUARTER, by=aisha)
    assert sheet.person_agreed_at is not None
    assert sheet.lead_agreed_at is None
    assert [goal.text for goal in sheet.goals.all()] == ["Learn to say no"]


@pytest.mark.parametrize(
    "attack",
    [
        lambda sheet: Goal.objects.filter(sheet=sheet).update(text="Something else"),
        lambda sheet: Goal.objects.create(sheet=sheet, number=9, text="One more"),
        lambda sheet: Goal.objects.filter(sheet=sheet).first().delete(),
    ],
)
def test_the_database_keeps_agreed_goals_as_they_are(
    aisha: Person, henrik: Person, attack: Callable[[GoalSheet], object]
) -> None:
    sheet = actions.agree_goals(_proposed(aisha, henrik), by=aisha)
    with pytest.raises(Error, match="agreed to cannot change"), transaction.atomic():
        attack(sheet)


def test_exactly_what_was_agreed_is_looked_back_on(aisha: Person, henrik: Person) -> None:
    sheet = _proposed(aisha, henrik)
    goals = list(sheet.goals.all())
    said = {goal.pk: actions.Reviewed("met", "Well done") for goal in goals}
    with pytest.raises(Refused):
        actions.review_goals(sheet, said, by=henrik)  # nobody agreed to it yet
    actions.agree_goals(sheet, by=aisha)
    with pytest.raises(Refused):
        actions.review_goals(sheet, {goals[0].pk: said[goals[0].pk]}, by=henrik)
    with pytest.raises(Refused):
        actions.review_goals(sheet, {**said, 987654: actions.Reviewed("not_met")}, by=henrik)
    with pytest.raises(Forbidden):
        actions.review_goals(sheet, said, by=aisha)
    reviewed = actions.review_goals(sheet, said, by=henrik)
    assert not reviewed.is_reviewed
    assert actions.sign_review(reviewed, by=aisha).is_reviewed


def test_nothing_is_reviewed_in_the_database_that_was_not_agreed(
    aisha: Person, henrik: Person
) -> None:
    sheet = _proposed(aisha, henrik)
    with pytest.raises(IntegrityError), transaction.atomic():
        GoalSheet.objects.filter(pk=sheet.pk).update(lead_reviewed_at=timezone.now())


def test_goals_are_seen_by_the_two_and_those_who_lead(
    aisha: Person, henrik: Person, maya: Person, ruth: Person
) -> None:
    sheet = _proposed(aisha, henrik)
    for one in (aisha, henrik, maya):
        assert queries.sheet_to_tend(one, sheet.pk) == sheet
    with pytest.raises(NotFound):
        queries.sheet_to_tend(ruth, sheet.pk)


def test_a_thank_you_names_a_person_a_value_and_the_work(
    values: list[Value], aisha: Person, henrik: Person, ruth: Person
) -> None:
    given = actions.give_kudos(
        aisha, value=values[0], work="Stayed calm with Dr. Patel's front desk", by=ruth
    )
    assert (given.to, given.value, given.by) == (aisha, values[0], ruth)
    with pytest.raises(Refused):
        actions.give_kudos(ruth, value=values[0], work="I did all of it myself", by=ruth)
    with pytest.raises(Refused):
        actions.give_kudos(aisha, value=values[0], work="Great!", by=henrik)


def test_no_page_counts_thanks_by_person(
    values: list[Value],
    aisha: Person,
    jonas: Person,
    ruth: Person,
    browser_of: Callable[[Person], Browser],
) -> None:
    """Seventeen for one and none for the other: no page holds the figure."""
    for n in range(17):
        actions.give_kudos(aisha, value=values[0], work=f"Task {n} for a client", by=ruth)
    for path in ("/culture/", "/culture/kudos/", "/culture/stand-up/", "/culture/one-on-ones/"):
        page = browser_of(ruth).get(path).content.decode()
        assert not [said for said in (">17<", "17 thanks", "17 kudos") if said in page]


def test_a_published_page_never_changes_and_is_read_once(
    values: list[Value], aisha: Person
) -> None:
    version = values[0].version
    actions.read_guiding_page(version, by=aisha)
    actions.read_guiding_page(version, by=aisha)
    assert version.reads.count() == 1
    assert queries.unread_by(aisha) is None
    with pytest.raises(Error, match="cannot change"), transaction.atomic():
        type(version).objects.update(vision="Something handier")


def test_monday_begins_with_last_week_s_thanks(
    values: list[Value],
    aisha: Person,
    henrik: Person,
    ruth: Person,
    browser_of: Callable[[Person], Browser],
) -> None:
    actions.give_kudos(aisha, value=values[0], work="Found the tape everybody missed", by=ruth)
    browser = browser_of(henrik)
    page = browser.get("/culture/stand-up/").content.decode()
    assert page.index("Found the tape") < page.index("Hot") < page.index("The week behind")
    said = {f"roll_{aisha.pk}": "here", f"roll_{ruth.pk}": "away", "lessons": "Label tapes."}
    held = browser.post("/culture/stand-up/", {**said, "close": "1"}, follow=True)
    minutes = held.content.decode()
    assert all(said in minutes for said in ("Label tapes.", "Found the tape", "Away"))
    again = browser.post("/culture/stand-up/", said)
    assert again.status_code == 302  # it is held: its minutes stand
    assert queries.stand_ups(henrik).get().lessons == "Label tapes."
