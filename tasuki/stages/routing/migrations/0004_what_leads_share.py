import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("routing", "0003_lead_is_indexed_with_the_moment")]
    operations = [
        migrations.CreateModel(
            name="Way",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("told", models.JSONField()),
            ],
        ),
        migrations.RemoveField(model_name="assignment", name="trace"),
        migrations.AddField(
            model_name="assignment",
            name="own",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="assignment",
            name="way",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="routing.way",
            ),
        ),
    ]
