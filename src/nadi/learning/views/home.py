"""Sacral's home: what needs a person now, what we learned this week, what is being tried."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from nadi.core.pages import page
from nadi.learning import queries
from nadi.learning.queries.needs import needs_now
from nadi.learning.views.asking import who_asks

WEEK = timedelta(days=7)
MOST_LESSONS = 3
MOST_NEEDS = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """One thing first, with its button; then the lessons to read, and what is due."""
    who, now = who_asks(request), timezone.now()
    today = timezone.localdate()
    needs = needs_now(who, now)
    lessons = list(queries.lessons_since(who, now - WEEK)[: MOST_LESSONS + 1])
    latest = [] if lessons else list(queries.lessons_since(who, now - 13 * WEEK)[:1])
    values = {
        "first": needs[0] if needs else None,
        "others": needs[1 : 1 + MOST_NEEDS],
        "more": max(0, len(needs) - 1 - MOST_NEEDS),
        "lessons": lessons[:MOST_LESSONS],
        "more_lessons": len(lessons) > MOST_LESSONS,
        "latest": latest,
        "trials": queries.trials_going(who),
        "drafts": queries.drafts(who),
        "going": list(queries.runs_going(who)[:5]),
        "hours": queries.four_weeks(now),
        "today": today,
        "has_procedures": queries.procedures_visible_to(who).exists(),
    }
    return page(request, "learning/home.html", values)
