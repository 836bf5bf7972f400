"""What planning begins with: the questions of the questionnaire and the usual replacement policy.

A firm may stop asking a question or set its own policies; empty tables get these. How long devices
serve is a rule of thumb of the trade, not a law: servers five years, workstations four, network
five.
"""

from datetime import UTC, date, datetime

from django.apps import AppConfig
from django.apps.registry import Apps
from django.apps.registry import apps as installed

QUESTIONS = (
    ("direction", "business", "Is the business growing, holding steady or getting smaller?"),
    ("people", "business", "How many people will join or leave within a year?"),
    ("one-year", "business", "Where do you want to be a year from now?"),
    ("five-years", "business", "And in five years?"),
    ("places", "business", "Are new places, a move or more work from home ahead?"),
    ("worries", "business", "What could hurt the business most?"),
    ("downtime", "business", "For how many hours can you work without your systems?"),
    ("budget", "business", "When is the budget made, and how much of it is for technology?"),
    ("programs", "technology", "Which programs does the work depend on, and do they serve you?"),
    ("reports", "technology", "Which figure would you like to see and cannot?"),
    ("friction", "technology", "What slows your people down or annoys them?"),
    ("duties", "technology", "What do laws, insurers or customers ask of your systems?"),
    ("data", "technology", "Which data must never be lost, and how much work could be redone?"),
    ("contracts", "technology", "When do the contracts for phones, lines and printers end?"),
    ("devices", "technology", "Which of the machines that are due this year shall we replace?"),
    ("cloud", "technology", "What should move to the cloud, and what should come back?"),
    ("training", "technology", "What would your people like to learn?"),
    ("more-less", "relation", "What should we do more of, and what less?"),
    ("meet", "relation", "Whom else in your house should we know?"),
    ("decides", "relation", "Who decides about technology, and who has a say?"),
    ("first-call", "relation", "When would you think of calling us before anybody else?"),
    ("own-worked", "ourselves", "What worked in this quarter, and shall go on?"),
    ("own-hurt", "ourselves", "What hurt, and what is behind it?"),
    ("own-ahead", "ourselves", "What must be true a year from now, and are we on the way?"),
)
# Kind of device, months it serves, days to replace it.
POLICIES = (
    ("server", 60, 90),
    ("workstation", 48, 30),
    ("network", 60, 45),
    ("other", 60, 30),
)
SINCE = date(2000, 1, 1)
MADE_AT = datetime(2000, 1, 1, tzinfo=UTC)  # so that any past day is judged by something
WHY = "The trade's rule of thumb"


def offer_usual(
    sender: AppConfig, apps: Apps = installed, using: str = "default", **rest: object
) -> None:
    """Answer to Django's `post_migrate`, which comes after migrating and after emptying."""
    try:
        questions = apps.get_model("planning", "Question").objects.using(using)
        policies = apps.get_model("planning", "ReplacementPolicy").objects.using(using)
    except LookupError:
        return  # migrated to a time before there was any planning
    if not questions.exists():
        questions.bulk_create(
            questions.model(slug=slug, group=group, text=text, number=number)
            for number, (slug, group, text) in enumerate(QUESTIONS, 1)
        )
    if not policies.exists():
        policies.bulk_create(
            policies.model(
                kind=kind,
                useful_months=months,
                lead_days=days,
                since=SINCE,
                because=WHY,
                made_at=MADE_AT,
            )
            for kind, months, days in POLICIES
        )
