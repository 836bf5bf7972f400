"""The usual kinds of work: slug, name, the center it serves, what holds where no agreement says.

A firm may rename them or stop offering them; an empty table gets them all.
"""

from django.apps import AppConfig
from django.apps.registry import Apps
from django.apps.registry import apps as installed

KINDS = (
    ("administration", "Administration", 1, "covered"),
    ("training", "Training", 2, "billable"),
    ("documentation", "Documentation", 2, "covered"),
    ("monitoring", "Monitoring", 3, "covered"),
    ("proactive", "Proactive maintenance", 4, "covered"),
    ("backup", "Backup and restore tests", 4, "covered"),
    ("reactive", "Reactive maintenance", 5, "billable"),
    ("change", "Add, move or change", 5, "billable"),
    ("project", "Project", 6, "billable"),
    ("planning", "Planning and road maps", 6, "covered"),
    ("people", "People and culture", 7, "covered"),
)


def offer_usual(
    sender: AppConfig, apps: Apps = installed, using: str = "default", **rest: object
) -> None:
    """Answer to Django's `post_migrate`, which comes after migrating and after emptying."""
    try:
        kinds = apps.get_model("agreements", "WorkType").objects.using(using)
    except LookupError:
        return  # migrated to a time before there were kinds of work
    if not kinds.exists():
        kinds.bulk_create(
            kinds.model(slug=slug, name=name, center=center, default_answer=answer)
            for slug, name, center, answer in KINDS
        )
