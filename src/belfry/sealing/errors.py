"""Refusals of what is sealed."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class NoZoneKey(DomainError):
    """The zone has no key to which a report could be sealed."""

    code = "sealing.no_zone_key"
    template = _(
        "This police zone cannot take reports through Belfry yet. Please call 101, and tell your coordinator."
    )


class NobodyAnswers(DomainError):
    """The process that holds the keys does not run, or is too busy to answer in time."""

    code = "sealing.nobody_answers"
    template = _(
        "What is sealed cannot be opened at this moment. Try again in a minute; if it stays so, tell whoever runs "
        "Belfry."
    )


class ReasonMissing(DomainError):
    code = "sealing.reason_missing"
    template = _("Say first why you open this: choose one of the reasons on the list.")


class NoPasskey(DomainError):
    code = "sealing.no_passkey"
    template = _(
        "Opening a report takes a passkey, and you have none yet. Add one on your security page, then open it again."
    )


class PasskeyUnknown(DomainError):
    """None of the passkeys of this person was there when the process first saw one, or was taken in since."""

    code = "sealing.passkey_unknown"
    template = _(
        "Your passkey was added after the one that opens reports. Use the earlier one, or ask whoever runs Belfry to "
        "let the new one open reports too."
    )


class ProofNotValid(DomainError):
    """The answer of the passkey is wrong, is another's, was used before or came too late."""

    code = "sealing.proof_not_valid"
    template = _(
        "This was not opened: the answer of your passkey did not fit, or it came too late. Choose the reason again and "
        "confirm with your passkey."
    )


class SignInAgain(DomainError):
    """The session that should prove whose reports are wanted is over."""

    code = "sealing.sign_in_again"
    template = _("Your session is over. Sign in again to see your reports.")


class TooManyQuestions(DomainError):
    code = "sealing.too_many_questions"
    template = _("Too many reports are being opened at this moment. Try again in two minutes.")
