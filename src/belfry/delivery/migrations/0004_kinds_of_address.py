from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0003_withdrawn_while_claimed")]
    operations = [
        migrations.RemoveConstraint("endpoint", "delivery_endpoint_channel"),
        migrations.RemoveConstraint("endpoint", "delivery_endpoint_known_once"),
        migrations.RenameField("endpoint", "channel", "kind"),
        migrations.AlterField(
            "endpoint",
            "kind",
            models.CharField(
                choices=[("email", "E-mail"), ("phone", "Phone"), ("push", "Push")], max_length=10
            ),
        ),
        migrations.AddConstraint(
            "endpoint",
            models.UniqueConstraint(
                fields=["kind", "blind_index"], name="delivery_endpoint_known_once"
            ),
        ),
        migrations.AddConstraint(
            "endpoint",
            models.CheckConstraint(
                condition=models.Q(("kind__in", ["email", "phone", "push"])),
                name="delivery_endpoint_kind",
            ),
        ),
    ]
