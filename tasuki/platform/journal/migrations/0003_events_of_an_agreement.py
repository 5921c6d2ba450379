"""The few events that tell when an agreement came into force and was reckoned into running clocks."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["seq"],
                name="event_of_agreement",
                condition=models.Q(code__in=["playbook.published", "sla.reckoned"]),
            ),
        ),
    ]
