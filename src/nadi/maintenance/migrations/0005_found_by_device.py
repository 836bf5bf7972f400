"""What a device or a system is asked for each time it is read stands in an index."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("fleet", "0003_what_papers_say"),
        ("maintenance", "0004_what_is_asked"),
    ]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="update",
            index=models.Index(fields=["device", "gone_at"], name="update_by_device"),
        ),
        migrations.AlterField(
            model_name="update",
            name="device",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="updates",
                to="fleet.device",
            ),
        ),
        migrations.RemoveConstraint(model_name="backupresult", name="result_once_a_night"),
        migrations.AddConstraint(
            model_name="backupresult",
            constraint=models.UniqueConstraint(
                fields=["system", "night"],
                include=["outcome", "ended_at"],
                name="result_once_a_night",
            ),
        ),
    ]
