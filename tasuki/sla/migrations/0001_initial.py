import django.contrib.postgres.fields
import django.db.models.deletion
import tasuki.platform.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '__first__'),
        ('records', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Clock',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('sla', models.CharField(max_length=20)),
                ('subject', models.CharField(max_length=20)),
                ('subject_id', models.UUIDField()),
                ('owner_role', models.CharField(blank=True, max_length=20)),
                ('side', models.CharField(blank=True, default='', max_length=20)),
                ('playbook', models.CharField(max_length=60)),
                ('calendar', models.CharField(blank=True, max_length=50)),
                ('calendar_version', models.PositiveIntegerField(default=1)),
                ('within', models.CharField(max_length=40)),
                ('started_at', models.DateTimeField()),
                ('due_at', models.DateTimeField()),
                ('no_later_than_at', models.DateTimeField(blank=True, null=True)),
                ('allowance_seconds', models.BigIntegerField(default=0)),
                ('warn_at', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), default=list, size=None)),
                ('warn_levels', django.contrib.postgres.fields.ArrayField(base_field=models.DecimalField(decimal_places=4, max_digits=5), default=list, size=None)),
                ('rung_at', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), default=list, size=None)),
                ('rungs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('next_at', models.DateTimeField(null=True)),
                ('fired', models.PositiveSmallIntegerField(default=0)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('paused_for_seconds', models.BigIntegerField(default=0)),
                ('pauses', models.JSONField(blank=True, default=list)),
                ('pause_reason', models.CharField(blank=True, max_length=200)),
                ('late_because', models.CharField(blank=True, default='', max_length=20)),
                ('breached_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_by', models.CharField(blank=True, max_length=60)),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('lead', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='clocks', to='records.lead')),
                ('owner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('paused_at', None), ('stopped_at', None)), fields=['next_at'], name='clock_due'), models.Index(fields=['lead', 'sla'], name='clock_of_lead'), models.Index(condition=models.Q(('stopped_at', None)), fields=['due_at', 'lead'], name='clock_open_by_due'), models.Index(condition=models.Q(('stopped_at', None)), fields=['sla', 'due_at'], name='clock_running'), models.Index(condition=models.Q(('stopped_at', None)), fields=['owner', 'due_at'], name='clock_open_of_owner'), models.Index(condition=models.Q(('breached_at__isnull', False), ('late_because', '')), fields=['id'], name='clock_unexplained')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('stopped_at', None)), fields=('subject_id', 'sla'), name='one_running_clock_per_promise')],
            },
        ),
        migrations.CreateModel(
            name='JointReview',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('cause', models.CharField(max_length=40)),
                ('about', models.CharField(blank=True, max_length=120)),
                ('question', models.TextField(blank=True)),
                ('meet_on', models.DateField()),
                ('opened_at', models.DateTimeField()),
                ('decision', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('playbook', models.CharField(max_length=60)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['-opened_at', '-id'], name='review_newest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at', None), models.Q(('cause', 'asked'), _negated=True)), fields=('cause', 'about'), name='one_open_review_per_cause')],
            },
        ),
        migrations.CreateModel(
            name='ReviewGround',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('numbers', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('clock', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='sla.clock')),
                ('review', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='grounds', to='sla.jointreview')),
            ],
            options={
                'indexes': [models.Index(fields=['review', '-at', '-id'], name='ground_of_review'), models.Index(condition=models.Q(('clock__isnull', False)), fields=['clock'], name='ground_of_clock')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('clock__isnull', False)), fields=('review', 'clock'), name='a_clock_is_one_ground')],
            },
        ),
        migrations.CreateModel(
            name='WeeklyFeedback',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=50)),
                ('week_on', models.DateField(help_text="its Monday, in the agreement's zone")),
                ('comment', models.TextField(blank=True)),
                ('asked_at', models.DateTimeField()),
                ('given_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['source', '-week_on'], name='feedback_of_source'), models.Index(condition=models.Q(('given_at', None)), fields=['week_on'], name='feedback_owed')],
                'constraints': [models.UniqueConstraint(fields=('week_on', 'source'), name='one_feedback_per_source_and_week')],
            },
        ),
    ]
