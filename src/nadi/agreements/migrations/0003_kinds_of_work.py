from django.db import migrations

# slug, name, the center it serves, what holds where no agreement says
KINDS = [
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
]


def offer(apps, schema_editor):
    kinds = apps.get_model("agreements", "WorkType").objects
    for slug, name, center, answer in KINDS:
        kinds.get_or_create(
            slug=slug, defaults={"name": name, "center": center, "default_answer": answer}
        )


class Migration(migrations.Migration):

    dependencies = [("agreements", "0002_signed_is_final")]

    operations = [migrations.RunPython(offer, migrations.RunPython.noop)]
