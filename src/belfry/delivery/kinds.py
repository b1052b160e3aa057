"""The closed lists of delivery: ways to reach somebody, and what can be sent."""

from django.db import models


class Channel(models.TextChoices):
    """Ways to reach somebody; each is a folder under `delivery/channels/`."""

    EMAIL = "email", "E-mail"
    # Numbers are kept and shown now; the folders that reach them follow.
    PHONE = "phone", "Phone"


class Kind(models.TextChoices):
    """The closed list of what can be sent. Only BULLETIN carries text of its own (the wall)."""

    BULLETIN = "bulletin"
    SIGN_IN_CODE = "sign_in_code"
    INVITATION = "invitation"
    TO_APPROVE = "to_approve"
    TO_RELEASE = "to_release"
    SENT_BACK = "sent_back"
    SECURITY = "security"
