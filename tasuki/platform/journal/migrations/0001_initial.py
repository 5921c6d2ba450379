import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('seq', models.BigAutoField(primary_key=True, serialize=False)),
                ('txid', models.BigIntegerField(db_default=django.db.models.expressions.RawSQL('(pg_current_xact_id()::text)::bigint', ()))),
                ('code', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('actor_id', models.UUIDField(null=True)),
                ('door', models.CharField(max_length=10)),
                ('subject', models.CharField(max_length=20)),
                ('subject_id', models.UUIDField()),
                ('lead_id', models.UUIDField(null=True)),
                ('opportunity_id', models.UUIDField(null=True)),
                ('playbook', models.CharField(blank=True, max_length=60)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('origin', models.CharField(default='native', max_length=10)),
                ('data', models.JSONField(default=dict)),
            ],
            options={
                'indexes': [models.Index(fields=['txid', 'seq'], name='event_cursor'), models.Index(condition=models.Q(('lead_id__isnull', False)), fields=['lead_id', 'at'], name='event_of_lead'), models.Index(condition=models.Q(('lead_id__isnull', False)), fields=['at', 'lead_id'], name='event_by_moment'), models.Index(condition=models.Q(('opportunity_id__isnull', False)), fields=['opportunity_id', 'at'], name='event_of_opportunity'), models.Index(condition=models.Q(('subject__in', ['account', 'contact'])), fields=['subject_id'], name='event_of_company'), models.Index(condition=models.Q(('code', 'sla.escalated')), fields=['subject_id'], name='event_of_climb'), models.Index(condition=models.Q(('code__in', ['lead.disqualified', 'lead.recycled', 'handoff.rejected', 'handoff.recycled'])), fields=['actor_id', '-seq'], name='event_endings_of_person')],
            },
        ),
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('name', models.CharField(max_length=60, primary_key=True, serialize=False)),
                ('txid', models.BigIntegerField(default=0)),
                ('seq', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Payload',
            fields=[
                ('event', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='payload', serialize=False, to='journal.event')),
                ('words', models.JSONField(default=dict)),
            ],
        ),
    ]
