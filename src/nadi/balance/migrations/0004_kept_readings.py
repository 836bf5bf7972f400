import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("balance", "0003_prepared_facts")]

    operations = [
        migrations.DeleteModel(name="Touched"),
        migrations.CreateModel(
            name="Touched",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fact", models.CharField(max_length=80)),
                ("client_id", models.BigIntegerField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="KeptVital",
            fields=[
                ("vital", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField()),
                ("whole_at", models.DateTimeField()),
                (
                    "excluded",
                    models.PositiveIntegerField(help_text="where only the rows tell", null=True),
                ),
            ],
        ),
        migrations.CreateModel(
            name="KeptReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("vital", models.CharField(max_length=80)),
                ("client_id", models.BigIntegerField(null=True)),
                ("numerator", models.DecimalField(decimal_places=10, max_digits=30)),
                ("denominator", models.DecimalField(decimal_places=10, max_digits=30, null=True)),
                ("n", models.PositiveIntegerField()),
                ("fresh_at", models.DateTimeField(null=True)),
                ("excluded", models.PositiveIntegerField(null=True)),
                (
                    "read_at",
                    models.DateTimeField(help_text="the end of the window it was read in"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("vital", "client_id"), name="kept_once", nulls_distinct=False
                    )
                ]
            },
        ),
        migrations.AddField(
            model_name="vitalsnapshot",
            name="whole_at",
            field=models.DateTimeField(help_text="since then only what facts touched", null=True),
        ),
    ]
