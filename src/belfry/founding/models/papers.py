"""What is signed: sections, their versions, signatories, signatures, remarks, files."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from belfry.founding.kinds import Manner, SignatoryRole, UploadKind
from belfry.founding.models.dossier import Dossier
from belfry.networks.kinds import Paper
from belfry.people.models import Person


class Section(models.Model):
    """One section of a paper, edited alone so that two people in two sections lose no word.

    `content` is {language: text}, or the fields of the communication or financing plan.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="sections")
    paper = models.CharField(max_length=18, choices=Paper)
    key = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField()
    # {language: heading}, as the model or the last charter has it.
    titles = models.JSONField(default=dict, db_default={})
    content = models.JSONField(default=dict)
    # What the model said when the dossier took it over, for the difference.
    model_content = models.JSONField(default=dict)
    model_version = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "paper", "key"], name="founding_section_once"
            ),
            models.CheckConstraint(
                condition=Q(paper__in=Paper.values), name="founding_section_paper"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper}.{self.key} of {self.dossier_id}"


class SectionVersion(models.Model):
    """What a section said before or says now; never changed."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["section", "version"], name="founding_section_version"),
        ]

    def __str__(self) -> str:
        return f"version {self.version} of {self.section_id}"


class File(models.Model):
    """A file of a dossier, kept in the database so that a backup has it: made by us, or uploaded."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="files")
    # Empty for what we made.
    upload = models.CharField(max_length=15, choices=UploadKind, blank=True)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"file {self.pk}"


class PaperVersion(models.Model):
    """The exact file that is signed for one version of the papers, and the sealed one at the end."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="paper_versions")
    version = models.PositiveIntegerField()
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    sealed = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "version"], name="founding_paper_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"papers {self.version} of {self.dossier_id}"


class Signatory(models.Model):
    """A person asked to sign in a function; `delegation` says for whom, where a mayor is replaced."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="signatories")
    role = models.CharField(max_length=11, choices=SignatoryRole)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    delegation = models.CharField(max_length=200, blank=True)
    invited_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "role", "person"],
                condition=Q(replaced_at__isnull=True),
                name="founding_signatory_once",
            ),
            models.CheckConstraint(
                condition=Q(role__in=SignatoryRole.values), name="founding_signatory_role"
            ),
        ]

    def __str__(self) -> str:
        return f"signatory {self.pk}"


class Signature(models.Model):
    """A signature under one exact file; a change of the papers voids it and leaves the row."""

    signatory = models.ForeignKey(Signatory, on_delete=models.CASCADE, related_name="signatures")
    papers_version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    manner = models.CharField(max_length=5, choices=Manner)
    # The strokes of a drawn one as SVG path data, or the words of a typed one.
    mark = models.TextField(blank=True)
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["signatory"],
                condition=Q(voided_at__isnull=True),
                name="founding_signed_once",
            ),
            models.CheckConstraint(
                condition=Q(manner__in=Manner.values), name="founding_signature_manner"
            ),
        ]

    def __str__(self) -> str:
        return f"signature {self.pk}"


class Remark(models.Model):
    """What the reviewer asks to correct, on a section or on the whole."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="remarks")
    section = models.ForeignKey(Section, null=True, on_delete=models.CASCADE, related_name="+")
    text = models.TextField()
    # The version of its section, or of the papers, on which it was made: a later one is a change.
    version = models.PositiveIntegerField(default=0, db_default=0)
    # What the partners say to it where the text stays as it is.
    answer = models.TextField(blank=True, default="", db_default="")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    # Set when the dossier is submitted again.
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"remark {self.pk}"


class PaperRecognition(models.Model):
    """What is known of a network that was recognised on paper (take-over)."""

    dossier = models.OneToOneField(Dossier, on_delete=models.CASCADE, related_name="on_paper")
    number = models.CharField(max_length=40)
    recognised_on = models.DateField()
    coordinator = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    coordinator_screened_on = models.DateField(null=True)
    deputy = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    deputy_screened_on = models.DateField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"recognition on paper of {self.dossier_id}"
