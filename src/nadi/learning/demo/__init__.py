"""What Northlight IT wrote down, tried and learned in a year.

Sacral is neither well nor ill here, for reasons one can see: not all the procedures of a good
beginning were read again, one trial is past its day and one was decided late, and of the hours
agreed about half were had, because the board came first. What it learns, the team shares gladly.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from nadi.accounts.demo import person
from nadi.accounts.models import Person
from nadi.agreements import actions as root
from nadi.agreements import queries as agreed
from nadi.agreements.queries import work_type
from nadi.clients.demo import client
from nadi.core.audit import told
from nadi.core.demo import Story
from nadi.core.models import AuditRow
from nadi.learning import actions
from nadi.learning.actions.carrying import NOTHING
from nadi.learning.actions.hours import WORK
from nadi.learning.demo.cast import (
    ADDED,
    ADOPTED,
    AGREED,
    LEARNED,
    LESSONS,
    OWN,
    RUNS,
    TRIALS,
    UNNAMED,
    WISHES,
)
from nadi.learning.models import (
    LearningHour,
    LearningIntention,
    Lesson,
    Procedure,
    ProcedureVersion,
    RequestState,
    RevisionRequest,
    Run,
    RunStep,
    StepState,
    Trial,
)
from nadi.learning.rules.running import IMPROVE

Told = tuple[str, str, int, str, str]
REVISED = 155  # days ago: runs before that were of the first versions


def tell(story: Story) -> None:
    """A year of Sacral. Chance is its own, so that the other parts' stories stay as they are."""
    chance = random.Random(story.seed * 31 + 2)
    _tell_procedures(story)
    _tell_runs(story, chance, [run for run in RUNS if run[2] >= REVISED])
    _tell_revisions(story)
    _tell_runs(story, chance, [run for run in RUNS if run[2] < REVISED])
    _tell_trials(story)
    _tell_hours(story, chance)
    _tell_lessons(story)
    _tell_what_waits(story)


def _at(story: Story, ago: int, hour: int = 9, minute: int = 0) -> datetime:
    """That many days ago, or on the Friday before where that was a weekend."""
    moment = story.day(ago, hour, minute)
    moment -= timedelta(days=max(0, moment.weekday() - 4))
    return min(moment, story.now - timedelta(minutes=5))


def _tell_procedures(story: Story) -> None:
    maya = person("Maya Lindqvist")
    for slug, owner, ago, readings in ADOPTED:
        keeper = person(owner)
        made = actions.adopt_starter(slug, owner=keeper, at=_at(story, ago), by=maya)
        for read_ago, holds in readings:
            read = _at(story, read_ago, 13)
            actions.review_procedure(
                made,
                note="Run once, every step still holds.",
                review_by=read.date() + timedelta(days=holds),
                at=read,
                by=keeper,
            )
    for title, owner, center, ago, tags, purpose, steps in OWN:
        keeper, wrote = person(owner), _at(story, ago, 14)
        made = actions.write_procedure(
            title, steps=steps, center=center, tags=tags, purpose=purpose, at=wrote, by=keeper
        )
        actions.publish_procedure(made, at=wrote + timedelta(hours=20), by=maya)


def _tell_runs(story: Story, chance: random.Random, told_runs: Sequence[Told]) -> None:
    procedures = {one.slug: one for one in Procedure.objects.all()}
    runs, steps, wishes, acts = [], [], [], []
    for slug, who, ago, whom, ended in told_runs:
        keeper, begun = person(who), _at(story, ago, 8 + ago % 6, 10)
        version = _in_force(procedures[slug])
        run = Run(
            version=version,
            client=client(whom) if whom else None,
            about="" if whom else f"{begun:%B %Y}",
            owner=keeper,
            begun_by=keeper,
            begun_at=begun,
        )
        runs.append(run)
        moment, made = begun, []
        for step in version.steps.all():
            moment += timedelta(minutes=chance.randint(4, 25))
            made.append(_step(run, step.number, step.text, step.hint, keeper, moment, chance))
        if ended in {"open", "left"}:
            for step_left in made[len(made) // 2 :]:
                step_left.state, step_left.note = StepState.OPEN, ""
                step_left.by, step_left.at = None, None
        last = RunStep(run=run, number=len(made) + 1, text=IMPROVE, improves=True)
        if ended in {"good", "asks"}:
            moment += timedelta(minutes=5)
            last.state, last.by, last.at = StepState.DONE, keeper, moment
            last.note = WISHES[ago] if ended == "asks" else NOTHING
            run.ended_at = moment + timedelta(minutes=1)
        if ended == "left":
            run.ended_at = moment
            run.left_because = "They called back themselves: it was solved."
        if ended == "asks":
            wishes.append(
                RevisionRequest(
                    procedure=version.procedure,
                    version=version,
                    run=run,
                    text=WISHES[ago],
                    asked_by=keeper,
                    asked_at=moment,
                )
            )
            acts.append(told("learning.request_revision", keeper, moment, procedures[slug].title))
        steps += [*made, last]
    Run.objects.bulk_create(runs)
    RunStep.objects.bulk_create(steps)
    RevisionRequest.objects.bulk_create(wishes)
    AuditRow.objects.bulk_create(acts)


def _tell_revisions(story: Story) -> None:
    """What the runs of the first half year asked for, and what became of it."""
    for wish in list(RevisionRequest.objects.select_related("procedure__owner")):
        procedure, at = wish.procedure, wish.asked_at + timedelta(days=9)
        keeper = procedure.owner
        steps = [(step.text, step.hint) for step in _in_force(procedure).steps.all()]
        lines = [actions.Line(text, hint) for text, hint in steps]
        if procedure.slug == "new-managed-client":
            actions.decline_revision(
                wish, because="It is asked in the first talk already.", at=at, by=keeper
            )
            continue
        lines.insert(1, actions.Line(ADDED[procedure.slug]))
        actions.revise_procedure(procedure, steps=lines, at=at, by=keeper)
        days = 199 if procedure.slug == "server-down" else 330
        actions.publish_procedure(
            procedure,
            what_changed="One more step, asked for after a run",
            review_by=at.date() + timedelta(days=days),
            taking_up=[wish.pk],
            at=at + timedelta(hours=2),
            by=keeper,
        )


def _in_force(procedure: Procedure) -> ProcedureVersion:
    version = procedure.version_in_force
    assert version is not None  # noqa: S101  all of them are in force
    return version


def _step(
    run: Run,
    number: int,
    text: str,
    hint: str,
    who: Person,
    at: datetime,
    chance: random.Random,
) -> RunStep:
    state, note = StepState.DONE, ""
    turn = chance.random()
    if turn > 0.95:
        state, note = StepState.NOT_APPLICABLE, "They have nothing of the kind."
    elif turn > 0.91:
        state, note = StepState.COULD_NOT, "No key to the room; on the list for the next visit."
    return RunStep(
        run=run, number=number, text=text, hint=hint, state=state, note=note, by=who, at=at
    )


def _tell_trials(story: Story) -> None:
    for title, hypothesis, owner, ago, days, decisions in TRIALS:
        keeper, begun = person(owner), _at(story, ago, 10)
        trial: Trial = actions.begin_trial(
            title,
            hypothesis=hypothesis,
            owner=keeper,
            decide_by=begun.date() + timedelta(days=days),
            at=begun,
            by=keeper,
        )
        for decided_ago, verdict, reason, more in decisions:
            at = _at(story, decided_ago, 15)
            actions.decide_trial(
                trial,
                verdict=verdict,
                reason=reason,
                next_decide_by=at.date() + timedelta(days=more) if more else None,
                at=at,
                by=keeper,
            )


def _tell_hours(story: Story, chance: random.Random) -> None:
    """Intentions of half a year, hours of ten weeks; what Jonas learned is of one kind, and the
    last of it he has not named yet."""
    kind, maya = work_type(WORK), person("Maya Lindqvist")
    agreed_at = _at(story, 200, 11)
    LearningIntention.objects.bulk_create(
        LearningIntention(
            person=person(name),
            technical=technical,
            business=business,
            craft=craft,
            topics=topics,
            from_on=agreed_at.date(),
            agreed_by=maya,
            agreed_at=agreed_at,
        )
        for name, technical, business, craft, topics in AGREED
    )
    acts = [told("learning.agree_learning", maya, agreed_at, name) for name, *_ in AGREED]
    hours = []
    for name, knowledge, topic, minutes, days in LEARNED:
        who = person(name)
        for ago in days:
            ended = _at(story, ago, 14 + ago % 3, 20)
            entry = root.log_time(
                who,
                work_type=kind,
                minutes=minutes + chance.randint(-5, 5),
                ended_at=ended,
                note=topic,
                about=topic,
                by=who,
            )
            hours.append(
                LearningHour(entry=entry, person=who, kind=knowledge, topic=topic, made_at=ended)
            )
            acts.append(told("learning.learn", who, ended, topic))
    jonas = person("Jonas Berg")
    for entry in agreed.time_of(jonas, _at(story, 40)):
        if entry.work_type == kind and not entry.about:
            hours.append(
                LearningHour(
                    entry=entry,
                    person=jonas,
                    kind="technical",
                    topic="Backup of cloud mail",
                    made_at=entry.made_at,
                )
            )
    for words, minutes, ago in UNNAMED:
        root.log_time(
            jonas,
            work_type=kind,
            minutes=minutes,
            ended_at=_at(story, ago, 15, 30),
            about=words,
            by=jonas,
        )
    LearningHour.objects.bulk_create(hours)
    AuditRow.objects.bulk_create(acts)


def _tell_lessons(story: Story) -> None:
    procedures = {one.title: one for one in Procedure.objects.all()}
    lessons, acts = [], []
    for who, ago, title, text, source, procedure in LESSONS:
        author, at = person(who), _at(story, ago, 15, 40)
        lessons.append(
            Lesson(
                title=title,
                text=text,
                from_label=source,
                procedure=procedures.get(procedure),
                shared_by=author,
                shared_at=at,
            )
        )
        acts.append(told("learning.share_lesson", author, at, title))
    Lesson.objects.bulk_create(lessons)
    AuditRow.objects.bulk_create(acts)


def _tell_what_waits(story: Story) -> None:
    """A draft that a ticket left, and a revision that somebody proposed: both to be read."""
    lena, tomas = person("Lena Fischer"), person("Tomas Vela")
    actions.draft_procedure(
        "Sign-in takes minutes",
        (
            "Look at the size of the profile before anything else.",
            "Move downloads of more than a gigabyte to the archive, and tell them where it is.",
            "Empty the profile’s cache, and let them sign in twice.",
            "Measure the second sign-in: under half a minute is good.",
        ),
        from_label="A ticket about slow sign-in",
        at=_at(story, 5, 16),
        by=lena,
    )
    server = Procedure.objects.get(slug="server-down")
    lines = [actions.Line(step.text, step.hint) for step in _in_force(server).steps.all()]
    lines[2] = actions.Line("Name one who leads the work, one who speaks, and one who writes")
    actions.revise_procedure(server, steps=lines, at=_at(story, 6, 11), by=tomas)
    old = RevisionRequest.objects.filter(
        state=RequestState.OPEN, asked_at__lt=story.now - timedelta(days=40)
    )
    for wish in old.select_related("procedure__owner"):
        actions.decline_revision(
            wish,
            because="A picture says more than we need; the list of devices is enough.",
            at=wish.asked_at + timedelta(days=6),
            by=wish.procedure.owner,
        )
