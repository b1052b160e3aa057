"""Refusals of networks."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class AlreadyMember(DomainError):
    code = "networks.already_member"
    template = _("This person is already on the list. Look for the name and correct it there.")


class UnderMeasure(DomainError):
    """Whoever accepts an excluded person is told (H27)."""

    code = "networks.under_measure"
    template = _(
        "This person was excluded from this network by a written decision and cannot be put on the list. "
        "Please speak with the mandated officer, who can allow it again."
    )


class NameMissing(DomainError):
    code = "networks.name_missing"
    template = _("A member needs a name. Please fill in a family name or the name of a business.")


class MandateDatesWrong(DomainError):
    code = "networks.mandate_dates_wrong"
    template = _("A mandate ends after it begins. Please check the two dates.")


class ImportAlreadyConfirmed(DomainError):
    code = "networks.import_already_confirmed"
    template = _("This list was already imported. The page shows the result.")


class ImportHasBadRows(DomainError):
    code = "networks.import_has_bad_rows"
    template = _(
        "Some rows cannot be read. Correct them in the file and read it again, or import only the "
        "good rows."
    )


class AlreadyNamed(DomainError):
    code = "networks.already_named"
    template = _("This person already has this task in that period. The page shows the dates.")


class ImportTooOld(DomainError):
    code = "networks.import_too_old"
    template = _("This list was read too long ago to be imported. Please read the file again.")


class UnknownChannel(DomainError):
    code = "networks.unknown_channel"
    template = _("The plan names a way to reach people that Belfry does not know. Choose it anew.")


class PlanSigned(DomainError):
    code = "networks.plan_signed"
    template = _(
        "This plan was signed with the charter. Begin a change of the network to agree on another one."
    )


class NotANeighbour(DomainError):
    code = "networks.not_a_neighbour"
    template = _("Choose another member of the same network, who agreed to pass messages on.")


class CircularKnown(DomainError):
    code = "networks.circular_known"
    template = _("Another circular counts from that day already. Please check the date.")


class ModelIncomplete(DomainError):
    code = "networks.model_incomplete"
    template = _(
        "A model keeps all its sections, each with a title and a text. Please fill them in."
    )


class NameUnusable(DomainError):
    """A name stands in mails, where an address in it would be a trap."""

    code = "networks.name_unusable"
    template = _("Write your name only, without a web or e-mail address.")


class NotAPossibleParent(DomainError):
    code = "networks.not_a_possible_parent"
    template = _(
        "Choose an active network that you see and that is not part of this one, or choose none."
    )


class NumberUnusable(DomainError):
    code = "networks.number_unusable"
    template = _(
        "Write each number in full, for instance 09 123 45 67, each on a line of its own. "
        "101 and 112 stand on every page already."
    )


class WordUnusable(DomainError):
    """`place` counts the lines of a list from 1."""

    code = "networks.word_unusable"
    template = _(
        "Line %(place)d cannot be kept. Write words, a colon and the reason, each word once; "
        "a * at the end of a word stands for its other endings."
    )


class WordInBothLists(DomainError):
    code = "networks.word_in_both_lists"
    template = _("A word stands in both lists. Leave it in one of them.")


class RuleOutOfBounds(DomainError):
    code = "networks.rule_out_of_bounds"
    template = _("One of the days or times is too short or too long. Please check them.")


class RulesInThePast(DomainError):
    code = "networks.rules_in_the_past"
    template = _("Choose a later day, or leave it empty and the change counts at once.")


class NobodyToHandOver(DomainError):
    """The message duty always has an owner."""

    code = "networks.nobody_to_hand_over"
    template = _(
        "There is nobody to whom you can hand over the duty. Ask the police to name a deputy; what you do not answer "
        "meanwhile goes to the police."
    )


class NotAKeyHolder(DomainError):
    code = "networks.not_a_key_holder"
    template = _(
        "Choose a coordinator or deputy of this network who keeps that function during the whole period."
    )


class AbsenceDatesWrong(DomainError):
    code = "networks.absence_dates_wrong"
    template = _(
        "Choose a first day from today on, and a day on which you are back, within a year after it."
    )


class AlreadyAway(DomainError):
    code = "networks.already_away"
    template = _(
        "You hand over the duty during a part of these days already. Come back earlier there, or choose other days."
    )


class DeputyAway(DomainError):
    """Two who are away at once would leave the duty to nobody."""

    code = "networks.deputy_away"
    template = _(
        "This person is away during a part of these days. Choose somebody else or other days."
    )


class StandsIn(DomainError):
    code = "networks.stands_in"
    template = _(
        "You have the duty for somebody else during a part of these days. Speak with them first: they can choose "
        "another deputy, or come back earlier."
    )


class StillLookedAfter(DomainError):
    code = "networks.still_looked_after"
    template = _(
        "A coordinator or deputy still looks after this network, so it is not dormant. If they stop, their function "
        "ends first; if the network must not go on, the chief of police can suspend it."
    )


class NobodyLooksAfter(DomainError):
    code = "networks.nobody_looks_after"
    template = _(
        "A dormant network goes on with a new coordinator. First seek one: “Seek a coordinator or deputy”."
    )
