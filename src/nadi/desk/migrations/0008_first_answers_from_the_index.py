"""Whether a client's first answers came in time is read from the index alone."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Least


class Migration(migrations.Migration):
    dependencies: ClassVar = [("desk", "0007_open_by_client")]

    operations: ClassVar = [
        migrations.RemoveIndex("ticket", "ticket_client_first_answer"),
        migrations.AddIndex(
            "ticket",
            models.Index(
                "client",
                Least("answered_at", "answer_due"),
                name="ticket_client_first_answer",
                condition=Q(answer_budget__isnull=False),
                include=["answered_at", "answer_due", "closed_at", "priority"],
            ),
        ),
    ]
