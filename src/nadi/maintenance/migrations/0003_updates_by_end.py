"""Which updates were installed after a moment, for the state of a day gone by."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("maintenance", "0002_checklists")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="update",
            index=models.Index(
                fields=["gone_at"], condition=Q(gone_at__isnull=False), name="update_by_end"
            ),
        )
    ]
