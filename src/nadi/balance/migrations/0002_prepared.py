import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("balance", "0001_first")]

    operations = [
        migrations.CreateModel(
            name="Prepared",
            fields=[
                ("key", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("asks", models.JSONField(default=list)),
                ("promises", models.JSONField(default=list)),
                (
                    "touched_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                (
                    "mark",
                    models.BigIntegerField(help_text="the newest audit row that was surely seen"),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
    ]
