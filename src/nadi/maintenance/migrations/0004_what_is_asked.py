"""What the heart asks for is found without reading every test and every update."""

from typing import ClassVar

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies: ClassVar = [("maintenance", "0003_updates_by_end")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="restoretest",
            index=models.Index(
                fields=["opened_at", "finished_at", "system"],
                condition=Q(opened_at__isnull=False),
                name="test_by_opening",
            ),
        ),
        migrations.AddIndex(
            model_name="restoretest",
            index=models.Index(
                fields=["system", "finished_at"], condition=Q(outcome="failed"), name="test_failed"
            ),
        ),
        migrations.AddIndex(
            model_name="restoretest",
            index=models.Index(
                fields=["finished_at"],
                condition=Q(outcome="passed", opened_at=None, removed_at=None),
                name="test_to_open",
            ),
        ),
        migrations.AddIndex(
            model_name="update",
            index=models.Index(
                fields=["due_at", "device"],
                condition=Q(gone_at=None, kind__in=["critical", "security"]),
                name="update_urgent_by_due",
            ),
        ),
    ]
