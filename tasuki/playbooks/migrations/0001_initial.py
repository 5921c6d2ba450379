import django.db.models.deletion
import tasuki.platform.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlaybookVersion',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=50)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(default='draft', max_length=10)),
                ('toml', models.TextField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('note', models.TextField(blank=True)),
                ('drafted_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField(blank=True, null=True)),
                ('in_force_at', models.DateTimeField(blank=True, null=True)),
                ('announcement', models.JSONField(blank=True, default=dict)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='playbooks.playbookversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'number'), name='playbook_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('state',), name='one_playbook_in_force')],
            },
        ),
        migrations.CreateModel(
            name='AnnouncementRead',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readers', to='playbooks.playbookversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'person'), name='announcement_read_once')],
            },
        ),
        migrations.CreateModel(
            name='SignOff',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('side', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=200)),
                ('comment', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sign_offs', to='playbooks.playbookversion')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'side'), name='one_sign_off_per_side')],
            },
        ),
    ]
