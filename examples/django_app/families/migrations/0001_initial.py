import django.db.models.deletion
import django_app.families.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Family",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("household", django_app.families.fields.DocumentField("antipoverty.Household")),
            ],
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("outcome", models.CharField(db_index=True, max_length=8)),
                ("decision", django_app.families.fields.DocumentField("antipoverty.rules.Decision")),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="judgements", to="families.family"
                    ),
                ),
            ],
            options={
                "ordering": ("on",),
                "constraints": [models.UniqueConstraint(fields=("family", "on"), name="one_judgement_a_day")],
            },
        ),
    ]
