import django.db.models.deletion
import tasuki.platform.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Bulk',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=64)),
                ('list', models.CharField(max_length=30)),
                ('verb', models.CharField(max_length=60)),
                ('typed', models.JSONField(default=dict)),
                ('asked_at', models.DateTimeField()),
                ('total', models.PositiveIntegerField()),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('undo_state', models.CharField(blank=True, max_length=10)),
                ('undo_finished_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['by', '-asked_at'], name='bulk_of_person')],
                'constraints': [models.UniqueConstraint(fields=('by', 'key'), name='bulk_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='BulkItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('subject_id', models.UUIDField()),
                ('typed', models.JSONField(default=dict)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('kept', models.JSONField(default=dict)),
                ('problems', models.JSONField(default=list)),
                ('bulk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='items', to='desk.bulk')),
            ],
            options={
                'indexes': [models.Index(fields=['bulk', 'state', 'number'], name='bulk_item_by_state')],
                'constraints': [models.UniqueConstraint(fields=('bulk', 'number'), name='bulk_item_once')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('list', models.CharField(max_length=30)),
                ('name', models.CharField(max_length=80)),
                ('query', models.TextField(blank=True)),
                ('shared', models.CharField(blank=True, max_length=10)),
                ('created_at', models.DateTimeField()),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
                ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.team')),
            ],
            options={
                'indexes': [models.Index(fields=['list', 'shared'], name='saved_view_shared')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'list', 'name'), name='saved_view_named_once')],
            },
        ),
        migrations.CreateModel(
            name='UsualView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', models.CharField(max_length=30)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('view', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='desk.savedview')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'list'), name='one_usual_view_per_list')],
            },
        ),
    ]
