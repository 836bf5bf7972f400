"""What was worked for one client in a month is found without all that was ever worked for it."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("clients", "0002_talks"),
        ("agreements", "0003_kinds_of_work"),
    ]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="timeentry",
            index=models.Index(fields=["client", "ended_at"], name="time_entry_by_client"),
        ),
        migrations.AlterField(
            model_name="timeentry",
            name="client",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="time_entries",
                to="clients.client",
            ),
        ),
    ]
