import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("balance", "0002_prepared")]

    operations = [
        migrations.AddField(
            model_name="prepared",
            name="facts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=80), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="prepared",
            name="heard",
            field=models.BigIntegerField(
                default=0, help_text="the newest event that was surely seen"
            ),
        ),
    ]
