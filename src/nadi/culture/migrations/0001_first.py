import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from nadi.core.tables import NewTables


class Migration(NewTables):

    initial = True

    dependencies = [
        ('clients', '0001_first'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TrustResult',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('team', 'The team'), ('clients', 'Our clients')], max_length=8)),
                ('published_on', models.DateField()),
                ('figures', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['-published_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='GoalSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.DateField(help_text='its first day', verbose_name='quarter')),
                ('person_agreed_at', models.DateTimeField(blank=True, null=True)),
                ('lead_agreed_at', models.DateTimeField(blank=True, null=True)),
                ('lead_reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('person_reviewed_at', models.DateTimeField(blank=True, null=True)),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-quarter', 'person__name'],
                'constraints': [models.UniqueConstraint(fields=('person', 'quarter'), name='one_sheet_a_quarter'), models.CheckConstraint(condition=models.Q(('lead', models.F('person')), _negated=True), name='a_sheet_is_of_two'), models.CheckConstraint(condition=models.Q(models.Q(('lead_reviewed_at', None), ('person_reviewed_at', None)), models.Q(('lead_agreed_at__isnull', False), ('person_agreed_at__isnull', False)), _connector='OR'), name='nothing_is_reviewed_that_was_not_agreed')],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('text', models.CharField(max_length=300)),
                ('measure', models.CharField(blank=True, max_length=300, verbose_name='how we will see it')),
                ('outcome', models.CharField(blank=True, choices=[('met', 'Met'), ('partly', 'Partly met'), ('not_met', 'Not met'), ('overtaken', 'Overtaken by events')], max_length=10)),
                ('words', models.CharField(blank=True, max_length=500, verbose_name='how it went')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='culture.goalsheet')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'number'), name='goal_number_once')],
            },
        ),
        migrations.CreateModel(
            name='GuidingVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(unique=True)),
                ('vision', models.TextField(verbose_name='vision')),
                ('mission', models.TextField(verbose_name='mission')),
                ('because', models.CharField(blank=True, max_length=300, verbose_name='what changed')),
                ('published_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.CreateModel(
            name='GuidingRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reads', to='culture.guidingversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'person'), name='read_once_per_version')],
            },
        ),
        migrations.CreateModel(
            name='Pairing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('every_days', models.PositiveSmallIntegerField(default=28, verbose_name='every, days')),
                ('begun_on', models.DateField()),
                ('ended_on', models.DateField(blank=True, null=True)),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='lead')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='colleague')),
            ],
            options={
                'ordering': ['person__name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('person',), name='one_lead_at_a_time'), models.CheckConstraint(condition=models.Q(('lead', models.F('person')), _negated=True), name='a_pairing_is_of_two'), models.CheckConstraint(condition=models.Q(('every_days__range', (5, 92))), name='an_interval_one_can_keep')],
            },
        ),
        migrations.CreateModel(
            name='OneOnOne',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('held_on', models.DateField(verbose_name='day')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='talks', to='culture.pairing')),
            ],
            options={
                'ordering': ['-held_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('pairing', 'held_on'), name='one_talk_a_day')],
            },
        ),
        migrations.CreateModel(
            name='PrivateNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_text', models.TextField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('talk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='culture.oneonone')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='StandUp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('week', models.DateField(unique=True)),
                ('held_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('hot', models.TextField(blank=True, verbose_name='hot items')),
                ('behind', models.TextField(blank=True, verbose_name='the week behind')),
                ('ahead', models.TextField(blank=True, verbose_name='the week ahead')),
                ('lessons', models.TextField(blank=True, verbose_name='lessons')),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('led_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-week'],
            },
        ),
        migrations.CreateModel(
            name='RollCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('presence', models.CharField(choices=[('here', 'Here'), ('on_call', 'Here, and on call'), ('away', 'Away')], max_length=8)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stand_up', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roll', to='culture.standup')),
            ],
            options={
                'ordering': ['person__name'],
                'constraints': [models.UniqueConstraint(fields=('stand_up', 'person'), name='called_once')],
            },
        ),
        migrations.CreateModel(
            name='TrustCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(choices=[('team', 'The team'), ('clients', 'Our clients')], max_length=8)),
                ('quarter', models.DateField(help_text='its first day')),
                ('questions', models.JSONField()),
                ('least', models.PositiveSmallIntegerField(help_text='respondents, for a figure to be shown')),
                ('least_for_comments', models.PositiveSmallIntegerField()),
                ('groups', models.JSONField(db_default=[], default=list, help_text='the partition, by name')),
                ('eligible', models.PositiveIntegerField()),
                ('launched_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('counted_on', models.DateField(blank=True, null=True)),
                ('withheld', models.CharField(blank=True, db_default='', default='', max_length=12)),
                ('heard', models.TextField(blank=True, db_default='', default='', verbose_name='what we heard')),
                ('will_do', models.TextField(blank=True, db_default='', default='', verbose_name='what we will do')),
                ('answered_on', models.DateField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('launched_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('result', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='culture.trustresult')),
            ],
            options={
                'ordering': ['-launched_on', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('audience', 'quarter'), name='one_check_a_quarter'), models.CheckConstraint(condition=models.Q(('least__gte', 4), ('least_for_comments__gte', models.F('least')), ('eligible__gte', models.F('least'))), name='no_figure_of_fewer_than_the_floor'), models.CheckConstraint(condition=models.Q(('answered_on', None), models.Q(('counted_on__isnull', False), models.Q(('heard', ''), _negated=True), models.Q(('will_do', ''), _negated=True)), _connector='OR'), name='closed_with_an_answer')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(blank=True, max_length=40)),
                ('has_answered', models.BooleanField(db_default=False, default=False)),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='clients.contact')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('check_asked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='culture.trustcheck')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('person__isnull', False)), fields=('check_asked', 'person'), name='a_person_is_asked_once'), models.UniqueConstraint(condition=models.Q(('contact__isnull', False)), fields=('check_asked', 'contact'), name='a_contact_is_asked_once'), models.CheckConstraint(condition=models.Q(models.Q(('contact__isnull', True), ('person__isnull', False)), models.Q(('contact__isnull', False), ('person__isnull', True)), _connector='OR'), name='a_seat_is_of_one')],
            },
        ),
        migrations.CreateModel(
            name='SealedBox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.TextField()),
                ('check_asked', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='box', to='culture.trustcheck')),
            ],
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField()),
                ('check_asked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='culture.trustcheck')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('group', models.CharField(blank=True, max_length=40)),
                ('trust', models.PositiveSmallIntegerField()),
                ('one_team', models.PositiveSmallIntegerField()),
                ('check_asked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='culture.trustcheck')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('one_team__range', (1, 5)), ('trust__range', (1, 5))), name='answers_are_1_to_5')],
            },
        ),
        migrations.CreateModel(
            name='Value',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('meaning', models.CharField(blank=True, max_length=300)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='culture.guidingversion')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'name'), name='value_once_per_version')],
            },
        ),
        migrations.CreateModel(
            name='Kudos',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('work', models.CharField(max_length=400, verbose_name='the work')),
                ('about_url', models.CharField(blank=True, db_default='', default='', max_length=300)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='to')),
                ('value', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='culture.value', verbose_name='value')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['-at'], name='kudos_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('to', models.F('by')), _negated=True), name='nobody_thanks_themselves')],
            },
        ),
    ]
