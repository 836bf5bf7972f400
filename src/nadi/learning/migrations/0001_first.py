import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from nadi.core.tables import NewTables


class Migration(NewTables):

    initial = True

    dependencies = [
        ('agreements', '0003_kinds_of_work'),
        ('clients', '0001_first'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Procedure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('center', models.PositiveSmallIntegerField(choices=[(1, 'Root'), (2, 'Sacral'), (3, 'Solar'), (4, 'Heart'), (5, 'Throat'), (6, 'Third Eye'), (7, 'Crown')], default=2, verbose_name='center')),
                ('tags', models.JSONField(blank=True, default=list, verbose_name='tags')),
                ('purpose', models.TextField(blank=True, verbose_name='when and why')),
                ('review_by', models.DateField(verbose_name='read again by')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_force', 'In force'), ('retired', 'Retired')], default='draft', max_length=8)),
                ('from_label', models.CharField(blank=True, max_length=160)),
                ('from_url', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='procedures_owned', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'ordering': ['center', 'title'],
                'indexes': [models.Index(fields=['state', 'review_by'], name='procedure_by_review')],
                'constraints': [models.CheckConstraint(condition=models.Q(('center__range', (1, 7))), name='procedure_serves_one_of_seven_centers'), models.CheckConstraint(condition=models.Q(models.Q(('retired_at__isnull', False), ('state', 'retired')), models.Q(models.Q(('state', 'retired'), _negated=True), ('retired_at__isnull', True)), _connector='OR'), name='procedure_retired_at_some_time'), models.UniqueConstraint(django.db.models.functions.text.Lower('title'), condition=models.Q(('state', 'retired'), _negated=True), name='one_policy_one_document')],
            },
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('text', models.TextField(verbose_name='what we learned')),
                ('from_label', models.CharField(blank=True, max_length=160, verbose_name='learned from')),
                ('from_url', models.CharField(blank=True, max_length=300)),
                ('shared_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('shared_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('procedure', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='lessons', to='learning.procedure')),
            ],
            options={
                'ordering': ['-shared_at', '-pk'],
                'indexes': [models.Index(fields=['-shared_at'], name='lesson_by_time'), models.Index(fields=['from_url'], name='lesson_by_source')],
            },
        ),
        migrations.CreateModel(
            name='ProcedureVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('what_changed', models.CharField(blank=True, max_length=240, verbose_name='what changed')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='learning.procedure')),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('procedure', 'number'), name='version_number_once_per_procedure'), models.UniqueConstraint(condition=models.Q(('published_at__isnull', True)), fields=('procedure',), name='one_version_in_writing_per_procedure')],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('review_by', models.DateField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='learning.procedureversion')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['version', '-at'], name='review_by_version')],
            },
        ),
        migrations.CreateModel(
            name='Run',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(blank=True, max_length=160)),
                ('about_url', models.CharField(blank=True, max_length=300)),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due', models.DateField(blank=True, null=True, verbose_name='due')),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('left_because', models.CharField(blank=True, max_length=300)),
                ('begun_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='procedure_runs', to='clients.client')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='runs_owned', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='learning.procedureversion')),
            ],
            options={
                'ordering': ['-begun_at', '-pk'],
                'indexes': [models.Index(fields=['client', '-begun_at'], name='run_by_client'), models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['due'], name='run_going'), models.Index(fields=['ended_at'], name='run_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('left_because', ''), ('ended_at__isnull', False), _connector='OR'), name='run_left_has_ended')],
            },
        ),
        migrations.CreateModel(
            name='RevisionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=500)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('open', 'Waits for an answer'), ('taken_up', 'Taken up'), ('declined', 'Declined')], default='open', max_length=8)),
                ('answer', models.CharField(blank=True, max_length=300)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revision_requests', to='learning.procedure')),
                ('taken_up_in', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests_taken_up', to='learning.procedureversion')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='learning.procedureversion')),
                ('run', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='revision_request', to='learning.run')),
            ],
            options={
                'ordering': ['asked_at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'declined'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='request_declined_says_why')],
            },
        ),
        migrations.CreateModel(
            name='RunStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.CharField(max_length=300)),
                ('hint', models.TextField(blank=True)),
                ('improves', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('could_not', 'Could not'), ('not_applicable', 'Not applicable')], default='open', max_length=14)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='learning.run')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('run', 'number'), name='run_step_number_once'), models.UniqueConstraint(condition=models.Q(('improves', True)), fields=('run',), name='one_step_improves_per_run'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['could_not', 'not_applicable']), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='step_not_done_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('at__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('at__isnull', False)), _connector='OR'), name='step_settled_at_some_time')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.CharField(max_length=300)),
                ('hint', models.TextField(blank=True)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='learning.procedureversion')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('version', 'number'), name='step_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Trial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120, verbose_name='what')),
                ('hypothesis', models.TextField(verbose_name='what we believe it will do')),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decide_by', models.DateField(verbose_name='decide by')),
                ('verdict', models.CharField(blank=True, choices=[('', 'Being tried'), ('adopt', 'Adopt'), ('trial', 'Try on'), ('hold', 'Hold')], default='', max_length=5)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='trials_owned', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'ordering': ['decide_by', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TrialDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('adopt', 'Adopt'), ('trial', 'Try on'), ('hold', 'Hold')], max_length=5)),
                ('reason', models.TextField()),
                ('due_on', models.DateField()),
                ('next_decide_by', models.DateField(blank=True, null=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('trial', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='learning.trial')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['due_on'], name='trial_decision_by_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='trial_decision_has_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('next_decide_by__isnull', False), ('verdict', 'trial')), models.Q(models.Q(('verdict', 'trial'), _negated=True), ('next_decide_by__isnull', True)), _connector='OR'), name='trying_on_has_a_next_date')],
            },
        ),
        migrations.CreateModel(
            name='LearningHour',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('technical', 'Technical: how it works'), ('business', 'Business: what it is for'), ('craft', 'Craft: how we do the job well')], max_length=9, verbose_name='kind of knowledge')),
                ('topic', models.CharField(max_length=120, verbose_name='what about')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='learning', to='agreements.timeentry')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='learning_hours', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
                'indexes': [models.Index(fields=['person', '-made_at'], name='learning_by_person')],
            },
        ),
        migrations.CreateModel(
            name='LearningIntention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('technical', models.PositiveIntegerField(default=0, verbose_name='minutes, technical')),
                ('business', models.PositiveIntegerField(default=0, verbose_name='minutes, business')),
                ('craft', models.PositiveIntegerField(default=0, verbose_name='minutes, craft')),
                ('topics', models.CharField(blank=True, max_length=240, verbose_name='what about')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('agreed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('agreed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='learning_intentions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-from_on', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until_on__isnull', True)), fields=('person',), name='one_learning_intention_stands_per_person'), models.CheckConstraint(condition=models.Q(('technical__gt', 0), ('business__gt', 0), ('craft__gt', 0), _connector='OR'), name='learning_intention_is_some_time'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='learning_intention_ends_after_it_begins')],
            },
        ),
    ]
