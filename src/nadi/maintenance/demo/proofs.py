"""A restore test each month of each system, opened the same day by whoever had the time."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from nadi.accounts.models import Person
from nadi.core import audit
from nadi.core.demo import Story
from nadi.core.models import AuditRow
from nadi.maintenance import simulation
from nadi.maintenance.models import ProtectedSystem, RestoreTest

UNPROVEN = ("Harbor Dental", "Oak & Iron", "Dr. Patel")
UNPROVEN_DAYS = 34
#: Whose newest restore was opened this week, so many days ago; the others some time this month.
THIS_WEEK = {"Lakeview School": 2, "Cedar Accounting": 5}
BETWEEN = 29
NOTES = (
    "Opened the lease and the price list, both readable.",
    "Opened the accounts of the third quarter, the sums are right.",
    "Read the first letter, it is the one from March.",
    "Opened the plan in the browser, it shows the whole floor.",
)


def tell(story: Story, systems: Sequence[ProtectedSystem], people: Sequence[Person]) -> None:
    tests = [
        _test(story, system, at, story.rng.choice(people))
        for system in systems
        for at in _moments(story, system)
    ]
    RestoreTest.objects.bulk_create(tests)
    AuditRow.objects.bulk_create(
        audit.told("maintenance.open_restore", test.opened_by, test.opened_at, str(test.system))
        for test in tests
        if test.opened_by is not None and test.opened_at is not None
    )


def _moments(story: Story, system: ProtectedSystem) -> list[datetime]:
    owner = system.device.client.name
    newest = THIS_WEEK.get(owner, story.rng.randrange(6, 26))
    while story.day(newest).weekday() > 4:
        newest += 1
    if owner in UNPROVEN:
        newest = UNPROVEN_DAYS
    return [
        story.day(days, hour=7 + story.rng.randrange(7), minute=story.rng.randrange(60))
        for days in range(newest, story.days, BETWEEN)
    ]


def _test(story: Story, system: ProtectedSystem, at: datetime, who: Person) -> RestoreTest:
    files = simulation.files_of(system, at.date() - timedelta(days=1))
    checked = [
        {
            "path": file.path,
            "size": file.size,
            "expected": file.sha256,
            "actual": file.sha256,
            "match": "same",
            "error": "",
        }
        for file in simulation.listed_of(files)
    ]
    opened = at + timedelta(minutes=story.rng.randrange(4, 90))
    return RestoreTest(
        system=system,
        requested_by=who,
        requested_at=at,
        state=RestoreTest.State.DONE,
        outcome=RestoreTest.OutcomeChoice.PASSED,
        attempt=1,
        percent=100,
        started_at=at,
        finished_at=at + timedelta(seconds=4),
        seed=story.rng.randrange(2**40),
        snapshot=f"{at.date() - timedelta(days=1)}.tar.gz",
        backup_at=simulation.evening(at.date() - timedelta(days=1)),
        files=checked,
        restored_bytes=sum(len(content) for content in files.values()),
        seconds=0.4,
        read_part=1,
        read_parts=1,
        read_good=True,
        removed_at=opened + timedelta(hours=1),
        opened_by=who,
        opened_at=opened,
        opened_note=story.rng.choice(NOTES),
    )
