import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('balance', '0004_kept_readings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Definition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('vital', models.CharField(max_length=80)),
                ('center', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('from_day', models.DateField()),
                ('what', models.CharField(choices=[('began', 'Counted from this day'), ('changed', 'Defined anew'), ('removed', 'No longer counted'), ('returned', 'Counted again')], max_length=10)),
                ('because', models.CharField(blank=True, max_length=400)),
                ('by', models.CharField(max_length=200)),
                ('spec', models.JSONField(default=dict)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'indexes': [models.Index(fields=['vital', '-id'], name='definition_newest')],
            },
        ),
        migrations.CreateModel(
            name='NeglectBudget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('center', models.CharField(max_length=40)),
                ('version', models.PositiveSmallIntegerField()),
                ('from_day', models.DateField()),
                ('days_allowed', models.PositiveSmallIntegerField()),
                ('consequence', models.CharField(max_length=400)),
                ('agreed_by', models.CharField(max_length=200)),
                ('agreed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('center', 'version'), name='budget_version_once'), models.CheckConstraint(condition=models.Q(('days_allowed__lt', 28)), name='budget_within_its_days')],
            },
        ),
    ]
