import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from nadi.core.tables import NewTables


class Migration(NewTables):

    initial = True

    dependencies = [
        ('clients', '0001_first'),
        ('fleet', '0002_samples_by_day'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('group', models.CharField(choices=[('business', 'Their business'), ('technology', 'What they work with'), ('relation', 'Them and us'), ('ourselves', 'Our own firm')], max_length=12, verbose_name='about')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('text', models.CharField(max_length=240, verbose_name='question')),
                ('is_asked', models.BooleanField(default=True, verbose_name='is still asked')),
            ],
            options={
                'ordering': ['number', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=240, verbose_name='what is to be decided')),
                ('risk', models.CharField(blank=True, max_length=300, verbose_name='what is at stake for their business')),
                ('needed_by', models.DateField(blank=True, null=True, verbose_name='needed by')),
                ('needed_why', models.CharField(blank=True, max_length=200, verbose_name='why that day')),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='their reason')),
                ('decided_by', models.CharField(blank=True, max_length=120, verbose_name='who decided')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('carried_from', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carried_to', to='planning.decision')),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AcceptedRisk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement', models.CharField(max_length=240, verbose_name='the risk')),
                ('accepted_by', models.CharField(max_length=120, verbose_name='accepted by')),
                ('because', models.CharField(max_length=300, verbose_name='their reason')),
                ('until', models.DateField(verbose_name='until')),
                ('accepted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('over_at', models.DateTimeField(blank=True, null=True)),
                ('over_because', models.CharField(blank=True, max_length=300)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accepted_risks', to='clients.client')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decision', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='risk_accepted', to='planning.decision')),
            ],
            options={
                'ordering': ['until', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DecisionOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(default=1)),
                ('text', models.CharField(max_length=200, verbose_name='option')),
                ('follows', models.CharField(blank=True, max_length=200, verbose_name='what follows')),
                ('cost_low', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='costs from')),
                ('cost_high', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='to')),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('is_nothing', models.BooleanField(default=False)),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='options', to='planning.decision')),
            ],
            options={
                'ordering': ['number', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_nothing', True)), fields=('decision',), name='doing_nothing_is_one_option'), models.CheckConstraint(condition=models.Q(('cost_low', None), ('cost_high', None), ('cost_low__lte', models.F('cost_high')), _connector='OR'), name='option_costs_in_order')],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='chosen',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='planning.decisionoption'),
        ),
        migrations.CreateModel(
            name='DevicePlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('choice', models.CharField(choices=[('replace', 'Replace it by'), ('extend', 'Keep it until'), ('retire', 'Take it out of use by')], max_length=8, verbose_name='plan')),
                ('on', models.DateField(verbose_name='day')),
                ('because', models.CharField(blank=True, max_length=300, verbose_name='why')),
                ('approved_by', models.CharField(max_length=120, verbose_name='accepted by')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_because', models.CharField(blank=True, max_length=300)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plans', to='fleet.device')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-decided_at', '-pk'],
                'indexes': [models.Index(fields=['device', '-decided_at'], name='device_plan_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('approved_by', ''), _negated=True), name='plan_is_accepted_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('choice', 'extend'), _negated=True), models.Q(('because', ''), _negated=True), _connector='OR'), name='longer_service_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('horizon', models.CharField(choices=[('year', 'in one year'), ('five', 'in five years')], max_length=5, verbose_name='by when')),
                ('statement', models.CharField(max_length=240, verbose_name='in their words')),
                ('measure', models.CharField(blank=True, max_length=200, verbose_name='how we would see it')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='by')),
                ('state', models.CharField(blank=True, choices=[('', 'Ahead'), ('met', 'Reached'), ('dropped', 'No longer wanted')], default='', max_length=8)),
                ('because', models.CharField(blank=True, max_length=300)),
                ('noted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='clients.client')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-horizon', 'due_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('settled_at', None), ('state', '')), models.Q(models.Q(('state', ''), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='goal_settled_at_some_time')],
            },
        ),
        migrations.CreateModel(
            name='InsiderSignal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('asked', 'Asked us before they decided'), ('invited', 'Invited us to their planning'), ('told', 'Told us first')], max_length=8, verbose_name='what they did')),
                ('what', models.CharField(max_length=240, verbose_name='about what')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='insider_signals', to='clients.client')),
                ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['client', '-at'], name='signal_by_client')],
            },
        ),
        migrations.CreateModel(
            name='LifecycleFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('purchased', 'Bought'), ('warranty_end', 'Warranty ends'), ('end_of_sale', 'No longer sold'), ('end_of_software', 'No new software'), ('end_of_security', 'Security updates end'), ('end_of_support', 'Support ends')], max_length=16, verbose_name='what')),
                ('state', models.CharField(choices=[('dated', 'On a day'), ('supported', 'Supported, no end announced'), ('unknown', 'Looked for, not found')], max_length=10, verbose_name='state')),
                ('on', models.DateField(blank=True, null=True, verbose_name='day')),
                ('source', models.CharField(max_length=120, verbose_name='from where')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('noted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lifecycle_facts', to='fleet.device')),
                ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-noted_at', '-pk'],
                'indexes': [models.Index(fields=['device', 'kind', '-noted_at'], name='lifecycle_fact_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('on__isnull', False), ('state', 'dated')), models.Q(models.Q(('state', 'dated'), _negated=True), ('on', None)), _connector='OR'), name='lifecycle_fact_has_a_day_where_it_is_dated'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'supported'), _negated=True), ('kind__in', ['end_of_software', 'end_of_security', 'end_of_support']), _connector='OR'), name='only_support_goes_on_without_an_end')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='where')),
                ('attendees', models.CharField(blank=True, max_length=300, verbose_name='who was there')),
                ('note', models.TextField(blank=True, verbose_name='what else was said')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('document', models.JSONField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, default='', max_length=64)),
                ('called_off_at', models.DateTimeField(blank=True, null=True)),
                ('because', models.TextField(blank=True)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='road_map_meetings', to='clients.client', verbose_name='client')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('follows', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='planning.meeting')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings_led', to=settings.AUTH_USER_MODEL, verbose_name='led by')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['client', 'closed_at'], name='meeting_by_client'), models.Index(condition=models.Q(('called_off_at', None), ('closed_at', None)), fields=['at'], name='meeting_ahead')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('called_off_at', None), ('closed_at', None)), fields=('client',), name='one_meeting_ahead_of_each_client', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('sha256', '')), models.Q(('called_off_at', None), ('closed_at__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='closed_meeting_is_locked_with_its_hash')],
            },
        ),
        migrations.AddField(
            model_name='decision',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='planning.meeting'),
        ),
        migrations.CreateModel(
            name='ActionItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('ours', 'Ours'), ('theirs', 'Theirs')], max_length=6, verbose_name='whose')),
                ('text', models.CharField(max_length=240, verbose_name='what')),
                ('due_on', models.DateField(verbose_name='until')),
                ('due_at', models.DateTimeField(help_text='the moment that day is over for them')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('done_by', models.CharField(blank=True, max_length=200)),
                ('let_go_at', models.DateTimeField(blank=True, null=True)),
                ('because', models.CharField(blank=True, max_length=300)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.contact')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions_owned', to=settings.AUTH_USER_MODEL)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='planning.meeting')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
                'indexes': [models.Index(fields=['due_at'], name='action_by_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('contact', None), ('side', 'ours')), models.Q(('client__isnull', False), ('contact__isnull', False), ('side', 'theirs')), _connector='OR'), name='action_has_somebody_on_its_side'), models.CheckConstraint(condition=models.Q(('done_at', None), ('let_go_at', None), _connector='OR'), name='action_is_done_or_let_go')],
            },
        ),
        migrations.CreateModel(
            name='MeetingRhythm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('months', models.PositiveSmallIntegerField(choices=[(3, 'every quarter'), (6, 'every half year'), (12, 'every year')], default=3, verbose_name='months between meetings')),
                ('because', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('client', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='meeting_rhythm', to='clients.client', verbose_name='client')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('months__in', [3, 6, 12])), name='rhythm_of_three_six_or_twelve_months')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='answer')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='planning.meeting')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='planning.question')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'indexes': [models.Index(fields=['client', 'question', '-at'], name='answer_last')],
                'constraints': [models.UniqueConstraint(fields=('meeting', 'question'), name='one_answer_per_question_and_meeting')],
            },
        ),
        migrations.CreateModel(
            name='ReplacementPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('server', 'Server'), ('workstation', 'Workstation'), ('network', 'Network'), ('other', 'Other')], max_length=12, verbose_name='kind of device')),
                ('useful_months', models.PositiveSmallIntegerField(verbose_name='serves for, months')),
                ('lead_days', models.PositiveSmallIntegerField(default=30, verbose_name='time to replace it, days')),
                ('needs_warranty', models.BooleanField(default=False, verbose_name='must be under warranty')),
                ('needs_support', models.BooleanField(default=False, verbose_name='must be under support')),
                ('cost_low', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='a new one costs from')),
                ('cost_high', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='to')),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('since', models.DateField(verbose_name='from')),
                ('because', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client', verbose_name='client')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', 'client', '-since', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('useful_months__gte', 1)), name='policy_of_a_month_or_more')],
            },
        ),
        migrations.CreateModel(
            name='RoadmapItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=160, verbose_name='step')),
                ('why', models.CharField(blank=True, max_length=240, verbose_name='what for')),
                ('quarter', models.DateField(verbose_name='quarter')),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('approved', 'Approved'), ('done', 'Done'), ('dropped', 'Dropped')], default='proposed', max_length=8, verbose_name='state')),
                ('cost_low', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='costs from')),
                ('cost_high', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='to')),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('client', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='road_map', to='clients.client')),
                ('decision', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='planning.decision')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['quarter', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('chosen', None), ('decided_at', None), ('decided_by', '')), models.Q(('chosen__isnull', False), ('decided_at__isnull', False), models.Q(('decided_by', ''), _negated=True)), _connector='OR'), name='decision_has_option_moment_and_name'),
        ),
    ]
