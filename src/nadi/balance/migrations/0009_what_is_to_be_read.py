from django.db import migrations, models

# Facts that nobody has read yet do not say which vitals they touch, and no row of today has a book:
# the next minute reads everything whole.
READ_ALL_WHOLE = """
DELETE FROM balance_touched;
DELETE FROM balance_keptvital;
DELETE FROM balance_keptcenter;
INSERT INTO balance_touched (center, vital, at)
SELECT DISTINCT center, '', now() FROM balance_centersnapshot
"""


class Migration(migrations.Migration):

    dependencies = [("balance", "0008_sums_of_the_book")]

    operations = [
        migrations.AddField("touched", "center", models.CharField(default="", max_length=40)),
        migrations.AddField(
            "touched", "vital", models.CharField(blank=True, default="", max_length=80)
        ),
        migrations.RemoveField("touched", "fact"),
        migrations.RunSQL(READ_ALL_WHOLE, migrations.RunSQL.noop),
        migrations.AlterField("touched", "center", models.CharField(max_length=40)),
        migrations.AlterField("touched", "vital", models.CharField(blank=True, max_length=80)),
        migrations.AddField(
            "centersnapshot",
            "book",
            models.JSONField(
                default=dict,
                help_text="of today alone: by vital its score, and the sums it came of",
            ),
        ),
        *(
            migrations.RemoveField("keptvital", name)
            for name in "readings numerator denominator of_a_whole n fresh_at left_out told".split()
        ),
        migrations.RemoveIndex("centersnapshot", "center_unread"),
    ]
