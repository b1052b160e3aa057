from django.db import migrations, models
from django.db.models import Q

KINDS = [
    "bulletin", "sign_in_code", "invitation", "to_approve", "to_release", "sent_back", "security",
    "dossier", "meeting", "meeting_changed", "meeting_cancelled", "contact", "outcome_owed",
    "complaint", "complaint_answered", "canary",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0018_notices_of_a_meeting"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                max_length=20,
                choices=[
                    ("bulletin", "Bulletin"),
                    ("sign_in_code", "Sign In Code"),
                    ("invitation", "Invitation"),
                    ("to_approve", "To Approve"),
                    ("to_release", "To Release"),
                    ("sent_back", "Sent Back"),
                    ("security", "Security"),
                    ("dossier", "Dossier"),
                    ("meeting", "Meeting"),
                    ("meeting_changed", "Meeting Changed"),
                    ("meeting_cancelled", "Meeting Cancelled"),
                    ("contact", "Contact"),
                    ("outcome_owed", "Outcome Owed"),
                    ("complaint", "Complaint"),
                    ("complaint_answered", "Complaint Answered"),
                    ("canary", "Canary"),
                ],
            ),
        ),
        migrations.RemoveConstraint(model_name="message", name="delivery_message_kind"),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=Q(kind__in=KINDS), name="delivery_message_kind"
            ),
        ),
    ]
