"""What may be seen of agreements, promises and time, and what others may ask of Root."""

from nadi.agreements.queries.promises import (
    PromiseShelf,
    agreement_for,
    agreements_of,
    latest_verdicts,
    promise_for,
    promise_shelf,
    promises_about,
    standing_promise_for,
    verdict_for,
)
from nadi.agreements.queries.terms import (
    Coverage,
    ResponsePromise,
    coverage,
    response_promise,
    versions_in_force,
)
from nadi.agreements.queries.time import (
    entries_about,
    hours_by_center,
    minutes_about,
    overlap_warning,
    running_timer,
    time_entry_for,
    time_of,
    work_type,
    work_types,
)

__all__ = [
    "Coverage",
    "PromiseShelf",
    "ResponsePromise",
    "agreement_for",
    "agreements_of",
    "coverage",
    "entries_about",
    "hours_by_center",
    "latest_verdicts",
    "minutes_about",
    "overlap_warning",
    "promise_for",
    "promise_shelf",
    "promises_about",
    "response_promise",
    "running_timer",
    "standing_promise_for",
    "time_entry_for",
    "time_of",
    "verdict_for",
    "versions_in_force",
    "work_type",
    "work_types",
]
