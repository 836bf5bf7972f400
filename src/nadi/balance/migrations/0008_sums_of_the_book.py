from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("balance", "0007_looking_back")]

    operations = [
        # What is kept is read whole at the next look: only then are there sums.
        migrations.RunSQL("DELETE FROM balance_keptvital", migrations.RunSQL.noop),
        migrations.AddField("keptvital", "readings", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "keptvital",
            "numerator",
            models.DecimalField(decimal_places=10, default=0, max_digits=30),
        ),
        migrations.AddField(
            "keptvital",
            "denominator",
            models.DecimalField(decimal_places=10, default=0, max_digits=30),
        ),
        migrations.AddField(
            "keptvital",
            "of_a_whole",
            models.PositiveIntegerField(default=0, help_text="readings with a denominator"),
        ),
        migrations.AddField("keptvital", "n", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("keptvital", "fresh_at", models.DateTimeField(null=True)),
        migrations.AddField("keptvital", "left_out", models.PositiveBigIntegerField(default=0)),
        migrations.AddField(
            "keptvital",
            "told",
            models.PositiveIntegerField(
                default=0, help_text="readings that tell what they left out"
            ),
        ),
        migrations.CreateModel(
            name="KeptCenter",
            fields=[
                ("center", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("definitions", models.BigIntegerField()),
                ("whole_at", models.DateTimeField()),
                ("vitals", models.JSONField()),
            ],
        ),
        migrations.AddIndex(
            "centersnapshot",
            models.Index(
                condition=models.Q(("verdict", "unread")), fields=["day"], name="center_unread"
            ),
        ),
        migrations.AddIndex(
            "vitalsnapshot", models.Index(fields=["center", "day"], name="vitals_of_a_day")
        ),
    ]
