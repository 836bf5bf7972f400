import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from nadi.core.tables import NewTables


class Migration(NewTables):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('fleet', '0002_samples_by_day'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProtectedSystem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='what must come back')),
                ('job', models.CharField(max_length=80, verbose_name='name of the job')),
                ('tool', models.CharField(max_length=20, verbose_name='tool')),
                ('location', models.CharField(max_length=400, verbose_name='repository')),
                ('sealed_secret', models.TextField(blank=True, db_default='', default='')),
                ('weekdays', models.PositiveSmallIntegerField(db_default=127, default=127)),
                ('fresh_hours', models.PositiveSmallIntegerField(db_default=30, default=30, verbose_name='a backup is fresh for, hours')),
                ('protected_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_because', models.TextField(blank=True, db_default='', default='')),
                ('bad_run_told', models.BooleanField(db_default=False, default=False)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='protected_systems', to='fleet.device', verbose_name='device')),
            ],
            options={
                'ordering': ['device__name', 'name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('device', 'job'), name='system_job_once'), models.CheckConstraint(condition=models.Q(('weekdays__gte', 1), ('weekdays__lte', 127)), name='system_has_nights')],
            },
        ),
        migrations.CreateModel(
            name='Manifest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('run', models.CharField(max_length=80)),
                ('taken_at', models.DateTimeField()),
                ('seed', models.BigIntegerField(blank=True, null=True)),
                ('candidates', models.BigIntegerField(blank=True, null=True)),
                ('files', models.JSONField(default=list, help_text='[path, size, sha256] each')),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='manifests', to='maintenance.protectedsystem')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('system', 'run'), name='manifest_once_a_run')],
            },
        ),
        migrations.CreateModel(
            name='BackupResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('night', models.DateField(help_text="the evening, on the client's clock")),
                ('outcome', models.CharField(choices=[('ok', 'Good'), ('warning', 'Good, with files left out'), ('failed', 'Failed')], max_length=8)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField()),
                ('run', models.CharField(blank=True, max_length=80)),
                ('snapshot', models.CharField(blank=True, max_length=200)),
                ('bytes_added', models.BigIntegerField(blank=True, null=True)),
                ('bytes_total', models.BigIntegerField(blank=True, null=True)),
                ('files_total', models.BigIntegerField(blank=True, null=True)),
                ('unreadable', models.JSONField(db_default=[], default=list)),
                ('message', models.TextField(blank=True, db_default='', default='')),
                ('runs', models.PositiveSmallIntegerField(db_default=1, default=1)),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='maintenance.protectedsystem')),
            ],
            options={
                'indexes': [models.Index(fields=['system', '-ended_at'], name='result_newest')],
                'constraints': [models.UniqueConstraint(fields=('system', 'night'), name='result_once_a_night')],
            },
        ),
        migrations.CreateModel(
            name='RestartNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('until', models.DateTimeField(blank=True, null=True)),
                ('because', models.JSONField(db_default=[], default=list)),
                ('told_at', models.DateTimeField(help_text='collection time of the newest report about it')),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='restart_needs', to='fleet.device')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('device',), name='restart_open_once')],
            },
        ),
        migrations.CreateModel(
            name='RestoreTest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for a free hand'), ('running', 'Running'), ('done', 'Done')], default='waiting', max_length=8)),
                ('outcome', models.CharField(blank=True, choices=[('passed', 'Passed'), ('failed', 'Failed'), ('not_performed', 'Not performed')], default='', max_length=14)),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('beat_at', models.DateTimeField(blank=True, null=True)),
                ('step', models.CharField(blank=True, default='', max_length=40)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('seed', models.BigIntegerField()),
                ('snapshot', models.CharField(blank=True, default='', max_length=200)),
                ('backup_at', models.DateTimeField(blank=True, null=True)),
                ('files', models.JSONField(default=list)),
                ('restored_bytes', models.BigIntegerField(default=0)),
                ('seconds', models.FloatField(default=0)),
                ('read_part', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('read_parts', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('read_good', models.BooleanField(blank=True, null=True)),
                ('failed_path', models.TextField(blank=True, default='')),
                ('reason', models.TextField(blank=True, default='')),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('opened_note', models.TextField(blank=True, default='')),
                ('opened_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('system', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tests', to='maintenance.protectedsystem')),
            ],
            options={
                'ordering': ['-requested_at'],
                'indexes': [models.Index(fields=['system', '-finished_at'], name='test_newest'), models.Index(fields=['state', 'beat_at'], name='test_unfinished')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'running'])), fields=('system',), name='one_test_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', False), ('state', 'done'), models.Q(('outcome', ''), _negated=True)), models.Q(models.Q(('state', 'done'), _negated=True), ('finished_at', None), ('outcome', '')), _connector='OR'), name='test_done_has_outcome'), models.CheckConstraint(condition=models.Q(models.Q(('opened_at', None), ('opened_by', None)), models.Q(('opened_at__isnull', False), ('opened_by__isnull', False), ('outcome', 'passed')), _connector='OR'), name='only_passed_is_opened')],
            },
        ),
        migrations.CreateModel(
            name='RestoreLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('how', models.CharField(choices=[('shown', 'shown'), ('taken', 'taken')], max_length=8)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('test', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='maintenance.restoretest')),
            ],
        ),
        migrations.CreateModel(
            name='Update',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('package', models.CharField(max_length=200)),
                ('installed', models.CharField(blank=True, max_length=120)),
                ('version', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('critical', 'Critical'), ('security', 'Security'), ('other', 'Other')], max_length=8)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('first_seen', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('gone_at', models.DateTimeField(blank=True, null=True)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='fleet.device')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('gone_at', None)), fields=['device', 'due_at'], name='update_open_by_due'), models.Index(fields=['device', 'first_seen'], name='update_history')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('gone_at', None)), fields=('device', 'package', 'version', 'kind'), name='update_open_once')],
            },
        ),
        migrations.CreateModel(
            name='UpdateScan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('known', models.BooleanField()),
                ('manager', models.CharField(blank=True, max_length=20)),
                ('reason', models.TextField(blank=True, db_default='', default='')),
                ('pending', models.PositiveIntegerField(default=0)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='update_scans', to='fleet.device')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('known', True)), fields=['device', '-at'], name='scan_newest_good')],
            },
        ),
    ]
