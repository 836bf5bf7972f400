"""Time worked on tickets says itself whose it is: one client's is found without its tickets."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("clients", "0002_talks"),
        ("desk", "0004_first_answers_by_moment"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="tickettime",
            name="client",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="The ticket's, and moved with it: one client's time is found by it alone",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="clients.client",
            ),
        ),
        migrations.AddIndex(
            model_name="tickettime",
            index=models.Index(fields=["client", "written_at"], name="ticket_time_by_client"),
        ),
    ]
