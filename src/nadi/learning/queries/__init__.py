"""What may be seen of how we do things and what we learn, and what others may ask of Sacral."""

from nadi.learning.queries.drafting import Draft, draft_from_notes, without_names
from nadi.learning.queries.finding import find
from nadi.learning.queries.hours import (
    four_weeks,
    hours_of,
    intention_of,
    person_for,
    unnamed_entries,
)
from nadi.learning.queries.procedures import (
    drafts,
    due_for_review,
    in_writing,
    lines_of,
    open_requests,
    procedure_for,
    procedure_in_force,
    procedures_visible_to,
    request_for,
    runs_in_quarter,
    shelves,
    version_for,
    waiting_requests,
)
from nadi.learning.queries.runs import run_for, run_of, runs_about, runs_for, runs_going
from nadi.learning.queries.sharing import (
    lesson_for,
    lesson_from,
    lessons_since,
    lessons_visible_to,
    trial_for,
    trials_going,
    trials_visible_to,
)
from nadi.learning.queries.taking_up import Starter, starter, starters

__all__ = [
    "Draft",
    "Starter",
    "draft_from_notes",
    "drafts",
    "due_for_review",
    "find",
    "four_weeks",
    "hours_of",
    "in_writing",
    "intention_of",
    "lesson_for",
    "lesson_from",
    "lessons_since",
    "lessons_visible_to",
    "lines_of",
    "open_requests",
    "person_for",
    "procedure_for",
    "procedure_in_force",
    "procedures_visible_to",
    "request_for",
    "run_for",
    "run_of",
    "runs_about",
    "runs_for",
    "runs_going",
    "runs_in_quarter",
    "shelves",
    "starter",
    "starters",
    "trial_for",
    "trials_going",
    "trials_visible_to",
    "unnamed_entries",
    "version_for",
    "waiting_requests",
    "without_names",
]
