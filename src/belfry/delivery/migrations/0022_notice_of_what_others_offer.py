from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0021_notices_of_own_messages"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="message",
            name="delivery_message_kind",
        ),
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("bulletin", "Bulletin"),
                    ("sign_in_code", "Sign In Code"),
                    ("invitation", "Invitation"),
                    ("to_approve", "To Approve"),
                    ("to_release", "To Release"),
                    ("sent_back", "Sent Back"),
                    ("unanswered", "Unanswered"),
                    ("held_back", "Held Back"),
                    ("own_message", "Own Message"),
                    ("own_stopped", "Own Stopped"),
                    ("to_take_over", "To Take Over"),
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
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "bulletin",
                            "sign_in_code",
                            "invitation",
                            "to_approve",
                            "to_release",
                            "sent_back",
                            "unanswered",
                            "held_back",
                            "own_message",
                            "own_stopped",
                            "to_take_over",
                            "security",
                            "dossier",
                            "meeting",
                            "meeting_changed",
                            "meeting_cancelled",
                            "contact",
                            "outcome_owed",
                            "complaint",
                            "complaint_answered",
                            "canary",
                        ],
                    )
                ),
                name="delivery_message_kind",
            ),
        ),
    ]
