"""Which alerts ended or should have been looked at by a moment, without reading all of them."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("monitoring", "0002_rounds")]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="alert", index=models.Index(fields=["cleared_at"], name="alert_by_end")
        ),
        migrations.AddIndex(
            model_name="alert", index=models.Index(fields=["answer_by"], name="alert_by_deadline")
        ),
    ]
