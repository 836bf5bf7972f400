"""What may be seen of agreements, promises and time, and what others may ask of Root."""

from nadi.agreements.queries.finding import find
from nadi.agreements.queries.promises import (
    PromiseShelf,
    agreement_for,
    agreements_of,
    latest_verdicts,
    promise_for,
    promise_shelf,
    promises_about,
    spoken_with,
    standing_promise_for,
    verdict_for,
)
from nadi.agreements.queries.shares import TimeShare, entries_of_kinds, shares_of_time
from nadi.agreements.queries.standing import (
    promise_counts,
    standing_in_force,
    standing_now,
    visible_standing,
)
from nadi.agreements.queries.terms import (
    Coverage,
    ResponsePromise,
    coverage,
    response_promise,
    versions_in_force,
)
from nadi.agreements.queries.time import (
    clients_worked_for,
    entries_about,
    hours_by_center,
    minutes_about,
    overlap_warning,
    running_timer,
    time_entry_for,
    time_of,
    work_type,
    work_types,
    worked_for_center,
)

__all__ = [
    "Coverage",
    "PromiseShelf",
    "ResponsePromise",
    "TimeShare",
    "agreement_for",
    "agreements_of",
    "clients_worked_for",
    "coverage",
    "entries_about",
    "entries_of_kinds",
    "find",
    "hours_by_center",
    "latest_verdicts",
    "minutes_about",
    "overlap_warning",
    "promise_counts",
    "promise_for",
    "promise_shelf",
    "promises_about",
    "response_promise",
    "running_timer",
    "shares_of_time",
    "spoken_with",
    "standing_in_force",
    "standing_now",
    "standing_promise_for",
    "time_entry_for",
    "time_of",
    "verdict_for",
    "versions_in_force",
    "visible_standing",
    "work_type",
    "work_types",
    "worked_for_center",
]
