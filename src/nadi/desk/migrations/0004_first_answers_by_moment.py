"""When a first answer was settled, for all clients and for one: read for every state of Throat."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Least


class Migration(migrations.Migration):
    dependencies: ClassVar = [("desk", "0003_letters_without_a_ticket")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                Least("answered_at", "answer_due"),
                name="ticket_by_first_answer",
                condition=Q(answer_budget__isnull=False),
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                "client",
                Least("answered_at", "answer_due"),
                name="ticket_client_first_answer",
                condition=Q(answer_budget__isnull=False),
            ),
        ),
    ]
