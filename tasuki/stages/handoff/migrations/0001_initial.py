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
            name='Handoff',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(default='draft', max_length=20)),
                ('notes', models.JSONField(blank=True, default=dict)),
                ('completeness', models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True)),
                ('completed_at', models.DateTimeField(blank=True, null=True)),
                ('playbook', models.CharField(blank=True, max_length=60)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('ae_notified_at', models.DateTimeField(blank=True, null=True)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('rationale', models.TextField(blank=True)),
                ('details', models.JSONField(blank=True, default=dict)),
                ('reengage_on', models.DateField(blank=True, null=True)),
                ('reengage_trigger', models.CharField(blank=True, max_length=200)),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('rated_at', models.DateTimeField(blank=True, null=True)),
                ('feedback', models.TextField(blank=True)),
                ('asked_again', models.JSONField(blank=True, default=list)),
                ('quality', models.DecimalField(blank=True, decimal_places=4, max_digits=5, null=True)),
                ('created_at', models.DateTimeField()),
                ('ae', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='handoffs', to='records.lead')),
                ('sdr', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['ae', 'state'], name='handoff_for_ae'), models.Index(fields=['created_at', 'id'], name='handoff_by_begin'), models.Index(fields=['submitted_at', 'id'], name='handoff_by_submit'), models.Index(fields=['decided_at', 'id'], name='handoff_by_decision')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['draft', 'submitted'])), fields=('lead',), name='one_open_handoff_per_lead')],
            },
        ),
        migrations.CreateModel(
            name='BriefVersion',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('body', models.JSONField()),
                ('completeness', models.DecimalField(decimal_places=4, max_digits=5)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('handoff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='briefs', to='handoff.handoff')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('handoff', 'number'), name='brief_version_once')],
            },
        ),
        migrations.CreateModel(
            name='BriefRead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('handoff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reads', to='handoff.handoff')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('handoff', 'person'), name='last_read_once')],
            },
        ),
    ]
