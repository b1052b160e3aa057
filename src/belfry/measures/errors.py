"""Refusals of measures, each with what to do instead."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class FactsMissing(DomainError):
    code = "measures.facts_missing"
    template = _("Please describe in plain words what the person did or said.")


class ReasonsMissing(DomainError):
    code = "measures.reasons_missing"
    template = _(
        "A measure is decided in writing with its reasons. Please write why this step is taken."
    )


class TooLong(DomainError):
    code = "measures.too_long"
    template = _("This is longer than a dossier can hold. Please write the most important part.")


class FromPoliceFile(DomainError):
    """No content of police databases and nothing of an investigation (H10, H11)."""

    code = "measures.from_police_file"
    template = _(
        "Nothing from a police file or an investigation may stand here. Describe only what people of the network "
        "saw or read themselves."
    )


class ConcernsYou(DomainError):
    code = "measures.concerns_you"
    template = _(
        "This dossier is about you, so somebody else must take this step. You can read it and add your view."
    )


class AlreadyOpen(DomainError):
    code = "measures.already_open"
    template = _("A dossier on this person is open already. Please go on with that one.")


class CoordinatesHere(DomainError):
    code = "measures.coordinates_here"
    template = _(
        "This person coordinates the network. Only the mandated officer or the chief of police opens a dossier, on the "
        "page of the function."
    )


class PersonGone(DomainError):
    code = "measures.person_gone"
    template = _(
        "This person is no longer a member, or no longer has the function. The dossier ends by itself."
    )


class StepWaits(DomainError):
    code = "measures.step_waits"
    template = _(
        "A step of this dossier waits for a signature already. Sign it, or withdraw it before you prepare another."
    )


class NoStepWaits(DomainError):
    code = "measures.no_step_waits"
    template = _("No step waits for a signature. The page shows how far the dossier is.")


class NotTheSigner(DomainError):
    code = "measures.not_the_signer"
    template = _("This step is signed by somebody else: %(signers)s.")


class AlreadySigned(DomainError):
    code = "measures.already_signed"
    template = _(
        "You or your function signed this step already. Somebody else gives the other signature."
    )


class SignedTooEarly(DomainError):
    code = "measures.signed_too_early"
    template = _("First comes the signature of: %(missing)s.")


class NotHeard(DomainError):
    code = "measures.not_heard"
    template = _(
        "The person is heard first. Fill in when you invited the person, the day of the hearing, and what the person "
        "said or that nobody came."
    )


class DatesWrong(DomainError):
    code = "measures.dates_wrong"
    template = _(
        "One of the days is in the future, or before what it follows. Please check the days."
    )


class ReportMissing(DomainError):
    code = "measures.report_missing"
    template = _("Fill in on which day the offence was reported to the public prosecutor.")


class NotYetSent(DomainError):
    code = "measures.not_yet_sent"
    template = _("There is no written decision of this kind to send. The page shows the letters.")


class AlreadySent(DomainError):
    code = "measures.already_sent"
    template = _("It is noted already how and when this letter was sent.")


class AppealTooLate(DomainError):
    code = "measures.appeal_too_late"
    template = _("An appeal is sent within three weeks of the decision. The last day was %(day)s.")


class AppealKnown(DomainError):
    code = "measures.appeal_known"
    template = _("The appeal is entered already. The page shows its date.")
