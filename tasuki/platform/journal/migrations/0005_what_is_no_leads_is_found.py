from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0004_rulings_are_found")]
    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("lead_id__isnull", True)), fields=["code"], name="event_of_no_lead"
            ),
        ),
    ]
