"""Lessons, trials and hours of learning: what is shared, decided and agreed."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import DatabaseError, transaction

from nadi.accounts.models import Person
from nadi.agreements import actions as root_actions
from nadi.agreements import queries as root
from nadi.core.errors import BadInput, Forbidden, Refused
from nadi.core.models import Event
from nadi.learning import actions
from nadi.learning.models import LearningIntention, Lesson, Trial, TrialDecision

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_a_lesson_is_one_paragraph_without_names(aisha: Person) -> None:
    lesson = actions.share_lesson(
        "The profile was full.\n\nSara Holm had 40 GB\nin her mailbox.",
        title="Slow sign-in at Northgate Legal",
        names=["Sara Holm", "Northgate Legal"],
        from_label="#4821",
        from_url="/desk/4821/",
        by=aisha,
    )
    assert lesson.text == "The profile was full. [name] had 40 GB in her mailbox."
    assert lesson.title == "Slow sign-in at [name]"
    assert Event.objects.get(name="learning.LessonShared").facts["from_url"] == "/desk/4821/"
    with pytest.raises(BadInput, match="one paragraph"):
        actions.share_lesson("x" * 1201, title="Long", by=aisha)
    with pytest.raises(BadInput):
        actions.share_lesson(" ", title="Nothing", by=aisha)


def test_a_lesson_is_taken_back_by_who_shared_it_or_leads(
    aisha: Person, ruth: Person, maya: Person
) -> None:
    lesson = actions.share_lesson("It was DNS.", title="DNS", by=aisha)
    with pytest.raises(Forbidden):
        actions.take_lesson_back(lesson, because="I know better", by=ruth)
    actions.take_lesson_back(lesson, because="It was not DNS", by=aisha)
    assert list(Lesson.objects.visible_to(ruth)) == []
    assert list(Lesson.objects.visible_to(maya)) == [lesson]


def _trial(owner: Person) -> Trial:
    return actions.begin_trial(
        "Passkeys for us",
        hypothesis="Half the sign-in tickets go away",
        decide_by=date(2027, 1, 15),
        by=owner,
    )


def test_a_trial_is_decided_by_its_owner_with_a_reason(aisha: Person, ruth: Person) -> None:
    trial = _trial(aisha)
    with pytest.raises(Forbidden, match="Aisha Karim decides"):
        actions.decide_trial(trial, verdict="adopt", reason="I like it", by=ruth)
    with pytest.raises(BadInput, match="Say why"):
        actions.decide_trial(trial, verdict="adopt", reason=" ", by=aisha)
    actions.decide_trial(trial, verdict="hold", reason="Two of nine phones cannot", by=aisha)
    with pytest.raises(Refused, match="decided already"):
        actions.decide_trial(trial, verdict="adopt", reason="After all", by=aisha)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        TrialDecision.objects.update(reason="Changed")


def test_only_a_decision_moves_the_day_and_at_most_half_a_year(aisha: Person) -> None:
    trial = _trial(aisha)
    with pytest.raises(BadInput, match="Until when"):
        actions.decide_trial(trial, verdict="trial", reason="Too early to say", by=aisha)
    with pytest.raises(BadInput, match="Half a year"):
        actions.decide_trial(
            trial, verdict="trial", reason="Later", next_decide_by=date(2027, 6, 30), by=aisha
        )
    decision = actions.decide_trial(
        trial, verdict="trial", reason="Later", next_decide_by=date(2027, 3, 1), by=aisha
    )
    trial.refresh_from_db()
    assert (trial.decide_by, trial.is_going) == (date(2027, 3, 1), True)
    assert decision.due_on == date(2027, 1, 15)


def test_learning_is_time_like_any_other_work(aisha: Person) -> None:
    hour = actions.learn(aisha, kind="craft", topic="How to take a call", minutes=45, by=aisha)
    assert (hour.entry.minutes, hour.entry.client, hour.entry.work_type.slug) == (
        45,
        None,
        "training",
    )
    assert Event.objects.filter(name="agreements.TimeLogged").count() == 1
    with pytest.raises(BadInput, match="Which kind"):
        actions.learn(aisha, kind="magic", topic="Spells", minutes=10, by=aisha)


def test_an_entry_is_named_once_and_by_who_learned(aisha: Person, maya: Person) -> None:
    kind, other = root.work_type("training"), root.work_type("reactive")
    entry = root_actions.log_time(aisha, work_type=kind, minutes=30, by=aisha)
    work = root_actions.log_time(aisha, work_type=other, minutes=30, by=aisha)
    with pytest.raises(Forbidden):
        actions.name_learning(aisha, entry_id=entry.pk, kind="craft", topic="Calls", by=maya)
    with pytest.raises(Refused, match="Only time of the kinds"):
        actions.name_learning(aisha, entry_id=work.pk, kind="craft", topic="Calls", by=aisha)
    actions.name_learning(aisha, entry_id=entry.pk, kind="craft", topic="Calls", by=aisha)
    with pytest.raises(Refused, match="named already"):
        actions.name_learning(aisha, entry_id=entry.pk, kind="craft", topic="Calls", by=aisha)


def test_what_is_agreed_follows_what_was_agreed(aisha: Person, maya: Person, ruth: Person) -> None:
    with pytest.raises(Forbidden):
        actions.agree_learning(aisha, technical=60, by=ruth)
    with pytest.raises(BadInput, match="some time"):
        actions.agree_learning(aisha, by=maya)
    first = actions.agree_learning(aisha, technical=240, from_on=date(2026, 9, 1), by=maya)
    second = actions.agree_learning(aisha, technical=120, craft=120, by=aisha)
    first.refresh_from_db()
    assert first.until_on == date(2026, 11, 22)
    again = actions.agree_learning(aisha, craft=60, by=aisha)
    assert not LearningIntention.objects.filter(pk=second.pk).exists()
    actions.end_learning_agreement(aisha, because="Parental leave", by=maya)
    again.refresh_from_db()
    assert again.until_on == date(2026, 11, 23)
    with pytest.raises(Refused, match="could end"):
        actions.end_learning_agreement(aisha, because="Twice", by=maya)
