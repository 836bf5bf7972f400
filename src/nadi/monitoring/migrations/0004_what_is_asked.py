"""Which alerts are not over, without reading all of them."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("monitoring", "0003_alerts_by_end_and_deadline")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                fields=["raised_at"],
                condition=Q(cleared_at=None) | Q(flapping=True),
                name="alert_not_over",
            ),
        ),
    ]
