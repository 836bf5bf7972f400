from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('balance', '0006_the_round'),
    ]

    operations = [
        migrations.AddField(
            model_name='centersnapshot',
            name='change',
            field=models.JSONField(help_text='against a week before, where both had a score', null=True),
        ),
        migrations.AddField(
            model_name='centersnapshot',
            name='neglect',
            field=models.JSONField(help_text='its budget, where one was agreed', null=True),
        ),
    ]
