import datetime
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
            name='Habit',
            fields=[
                ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='habit', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('quiet_from', models.TimeField(null=True)),
                ('quiet_until', models.TimeField(null=True)),
                ('digest_at', models.TimeField(default=datetime.time(8, 0))),
                ('digest_on', models.PositiveSmallIntegerField(default=0)),
                ('addresses', models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('event', models.BigIntegerField()),
                ('kind', models.CharField(max_length=60)),
                ('code', models.CharField(max_length=60)),
                ('at', models.DateTimeField()),
                ('subject', models.CharField(max_length=20)),
                ('subject_id', models.UUIDField()),
                ('lead', models.UUIDField(null=True)),
                ('opportunity', models.UUIDField(null=True)),
                ('as_role', models.CharField(max_length=20)),
                ('read_at', models.DateTimeField(null=True)),
                ('instead_of', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['person', '-at', '-id'], name='notice_inbox'), models.Index(condition=models.Q(('read_at', None)), fields=['person', '-at', '-id'], name='notice_unread'), models.Index(fields=['at'], name='notice_by_age')],
                'constraints': [models.UniqueConstraint(fields=('person', 'event'), name='notice_once_per_event')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('channel', models.CharField(max_length=20)),
                ('state', models.CharField(default='waiting', max_length=10)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('tried_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=300)),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='notices.notice')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='delivery_due'), models.Index(condition=models.Q(('state', 'waiting')), fields=['person', 'channel', 'due_at'], name='delivery_of_person'), models.Index(condition=models.Q(('state', 'failed')), fields=['-tried_at'], name='delivery_failed')],
                'constraints': [models.UniqueConstraint(fields=('notice', 'channel'), name='delivery_once_per_channel')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.UUIDField(default=tasuki.platform.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('channel', models.CharField(max_length=20)),
                ('way', models.CharField(max_length=10)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('person', 'kind', 'channel'), name='preference_once_per_kind')],
            },
        ),
    ]
