from django.db import migrations, models

# Facts nobody has read yet do not say which vitals they touch: then all are read whole.
READ_ALL_WHOLE = """
INSERT INTO balance_touched (center, vital, at)
SELECT split_part(vital, '.', 1), vital, now() FROM balance_keptvital
WHERE EXISTS (SELECT FROM balance_touched)
"""
TAKE_FACTS_AWAY = "DELETE FROM balance_touched WHERE center = ''"


class Migration(migrations.Migration):

    dependencies = [("balance", "0008_sums_of_the_book")]

    operations = [
        migrations.AddField("touched", "center", models.CharField(default="", max_length=40)),
        migrations.AddField(
            "touched", "vital", models.CharField(blank=True, default="", max_length=80)
        ),
        migrations.RemoveField("touched", "fact"),
        migrations.RunSQL([READ_ALL_WHOLE, TAKE_FACTS_AWAY], migrations.RunSQL.noop),
        migrations.AlterField("touched", "center", models.CharField(max_length=40)),
        migrations.AlterField("touched", "vital", models.CharField(blank=True, max_length=80)),
        migrations.AddField(
            "centersnapshot",
            "book",
            models.JSONField(default=dict, help_text="by vital its score, and the sums it came of"),
        ),
        *(
            migrations.RemoveField("keptvital", name)
            for name in "readings numerator denominator of_a_whole n fresh_at left_out told".split()
        ),
        migrations.RemoveIndex("centersnapshot", "center_unread"),
        # The next fact of a center goes the long way, which keeps its book.
        migrations.RunSQL("DELETE FROM balance_keptcenter", migrations.RunSQL.noop),
    ]
