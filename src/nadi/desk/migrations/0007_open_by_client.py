"""What is open for one client is found without all it ever asked."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("clients", "0002_talks"),
        ("desk", "0006_fill_whose_time"),
    ]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["client", "closed_at"], name="ticket_client_closing"),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="client",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tickets",
                to="clients.client",
            ),
        ),
    ]
