"""Refusals of founding."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError, NotAllowed


class ConditionsMissing(DomainError):
    """The table has the move, but something that it wants is not there yet; `missing` names it."""

    code = "founding.conditions_missing"
    template = _(
        "This step is not ready yet. The page shows what is missing and who can supply it."
    )


class NameUnusable(DomainError):
    """A name is a few words; it stands in mails, where an address in it would be a trap."""

    code = "founding.name_unusable"
    template = _("Give the network a name of a few words, without a web or e-mail address in it.")


class ZoneUnknown(DomainError):
    code = "founding.zone_unknown"
    template = _("It is not known yet which police zone this is. Choose the police zone, too.")


class ReasonMissing(DomainError):
    code = "founding.reason_missing"
    template = _("Write in one or two sentences why the dossier ends.")


class NotThisStep(DomainError):
    code = "founding.not_this_step"
    template = _("The dossier is at another step now. Open its page to see what comes next.")


class AreaUnknown(DomainError):
    code = "founding.area_unknown"
    template = _(
        "It is not known yet who would be asked. Draw the perimeter or describe the profession first."
    )


class SurveyIsOpen(DomainError):
    code = "founding.survey_is_open"
    template = _("A survey is open already. Wait until it is closed.")


class ClosingDayWrong(DomainError):
    code = "founding.closing_day_wrong"
    template = _(
        "Choose a day at least %(days)s days from now, so that everybody has time to answer, and at most "
        "half a year."
    )


class NobodyToAsk(DomainError):
    code = "founding.nobody_to_ask"
    template = _(
        "No address was found in this perimeter. Check the perimeter, or ask the operator whether the "
        "addresses of the region were read."
    )


class ListMissing(DomainError):
    code = "founding.list_missing"
    template = _("Choose the list of those who are asked.")


class CodeMistyped(DomainError):
    code = "founding.code_mistyped"
    template = _(
        "This code has a typing slip. It has ten signs; please compare it with the letter, sign by sign."
    )


class CodeUnknown(DomainError):
    code = "founding.code_unknown"
    template = _("No letter has this code. Please use the newest letter that you received.")


class AnsweredAlready(DomainError):
    code = "founding.answered_already"
    template = _("An answer was given with this code already. Thank you; you need not do anything.")


class NothingAsked(DomainError):
    code = "founding.nothing_asked"
    template = _("Nothing is asked with this code at the moment: the closing date has passed.")


class MeetingTimeWrong(DomainError):
    code = "founding.meeting_time_wrong"
    template = _("Choose a moment that is still to come, at most a year from now.")


class NoMeeting(DomainError):
    code = "founding.no_meeting"
    template = _("There is no meeting for this. Open the page of the meeting again.")


class MeetingNotYet(DomainError):
    code = "founding.meeting_not_yet"
    template = _("The meeting did not begin yet. Write its minutes when it is over.")


class NotInvited(DomainError):
    code = "founding.not_invited"
    template = _("Nobody was invited to this meeting. Invite everybody first.")


class CandidatesMissing(DomainError):
    code = "founding.candidates_missing"
    template = _(
        "A vote needs a candidate coordinator and a candidate deputy who declared everything and agreed "
        "to the screening."
    )


class VoteIsOpen(DomainError):
    code = "founding.vote_is_open"
    template = _("A vote by the codes of the letters is open already. Wait until it is closed.")


class ApprovedAlready(DomainError):
    """Letters that vote once more could undo an approval on which the charter already rests."""

    code = "founding.approved_already"
    template = _("A majority approved the two candidates already. Go on with the charter.")


class OwnVote(NotAllowed):
    code = "founding.own_vote"
    template = _(
        "You are one of the two candidates, so others open, enter and count this vote. "
        "Please ask another founder, the municipality or the police."
    )


class CountWrong(DomainError):
    code = "founding.count_wrong"
    template = _("Yes and no together cannot be more than those who were present.")


class PlaceNotAgreed(DomainError):
    code = "founding.place_not_agreed"
    template = _(
        "The perimeter reaches into a municipality or police zone that did not agree yet. "
        "Wait for its answer, or leave that part out."
    )


class AreaNotAsked(DomainError):
    """After a survey the perimeter stays, but for a tenth, what it was when everybody was asked."""

    code = "founding.area_not_asked"
    template = _(
        "The residents were asked about another perimeter. At most a tenth of its homes may be new, and no "
        "municipality or police zone. Leave the rest out, or end this dossier and begin another one."
    )


class AreaMissing(DomainError):
    code = "founding.area_missing"
    template = _(
        "There is no perimeter yet. Draw it on the map, choose a file, or add streets to the list."
    )


class AreaElsewhere(DomainError):
    code = "founding.area_elsewhere"
    template = _(
        "No part of this perimeter lies in %(town)s, for which the dossier was opened. "
        "Draw it there, or open a dossier in the other municipality."
    )


class StreetUnknown(DomainError):
    code = "founding.street_unknown"
    template = _(
        "A street of the list does not exist any more. Take it off, and search for it anew."
    )


class NumbersTurned(DomainError):
    code = "founding.numbers_turned"
    template = _("The numbers %(first)s to %(last)s run backwards. Exchange the two.")


class TooManyStreets(DomainError):
    code = "founding.too_many_streets"
    template = _(
        "This list has %(count)s rows, and at most %(most)s are possible. "
        "Take streets off, or draw the perimeter smaller."
    )


class HasNoPerimeter(DomainError):
    code = "founding.has_no_perimeter"
    template = _("A sectoral network has no perimeter. Describe its profession and scope instead.")


class SectorMissing(DomainError):
    code = "founding.sector_missing"
    template = _("Say for which profession the network is, and where its members work.")


class SizesTurned(DomainError):
    code = "founding.sizes_turned"
    template = _("The smallest number of homes must be below the largest.")


class LastFounder(DomainError):
    code = "founding.last_founder"
    template = _("Somebody has to hold the pen. Add another founder first, or end the dossier.")


class PartTaken(DomainError):
    code = "founding.part_taken"
    template = _(
        "Somebody is proposed for this already. Another can follow only when that person withdraws."
    )


class SamePerson(DomainError):
    code = "founding.same_person"
    template = _(
        "This person was proposed here before. Coordinator and deputy are two different persons: please "
        "propose somebody else."
    )


class NotConsented(DomainError):
    code = "founding.not_consented"
    template = _("The candidate did not agree to the screening yet. Wait for the declaration.")


class SignatoriesMissing(DomainError):
    code = "founding.signatories_missing"
    template = _(
        "Name the mayor, the coordinator and at least one of chief of police and mandated officer, each once."
    )


class NotASignatory(NotAllowed):
    code = "founding.not_a_signatory"
    template = _("You are not one of those who sign this charter in this function.")


class SignedAlready(DomainError):
    code = "founding.signed_already"
    template = _("This signature was given already. The page shows when.")


class TextChanged(DomainError):
    code = "founding.text_changed"
    template = _(
        "The text was changed in the meantime, so nothing was signed. Open the page again and read the new text."
    )


class MandateOver(DomainError):
    code = "founding.mandate_over"
    template = _(
        "This person has no mandate today for the function in which to sign. Name somebody who has it now."
    )


class MarkUnusable(DomainError):
    code = "founding.mark_unusable"
    template = _("Draw your signature in the field, or type your name, and try again.")


class SealMissing(DomainError):
    code = "founding.seal_missing"
    template = _(
        "Everybody signed, but this installation has no seal for the file yet. Ask its operator for one."
    )


class RemarksMissing(DomainError):
    code = "founding.remarks_missing"
    template = _("Write what must be corrected, for one section at least or for the whole.")


class AnswerMissing(DomainError):
    code = "founding.answer_missing"
    template = _("Write your answer to the remark.")


class NumberMissing(DomainError):
    code = "founding.number_missing"
    template = _("Fill in the number of the recognition.")


class NumberTaken(DomainError):
    code = "founding.number_taken"
    template = _("Another network has this number already. Take the next free one.")


class RecognisedInFuture(DomainError):
    code = "founding.recognised_in_future"
    template = _("The day of the recognition cannot lie in the future.")


class NotInYourZone(DomainError):
    code = "founding.not_in_your_zone"
    template = _("A network is taken over in your own police zone, which must be the leading one.")


class TownOfAnotherZone(DomainError):
    code = "founding.town_of_another_zone"
    template = _(
        "This municipality lies in another police zone. Choose municipalities of your own zone."
    )


class ScreeningMissing(DomainError):
    code = "founding.screening_missing"
    template = _(
        "Name a coordinator and a deputy, two different persons, each with an e-mail address and the day of the "
        "screening."
    )


class ChangeIsOpen(DomainError):
    code = "founding.change_is_open"
    template = _("A change of this network is being prepared already. Go on with that dossier.")


class SubjectMissing(DomainError):
    code = "founding.subject_missing"
    template = _(
        "More was changed than the dossier says. Put the other parts back as they were, or end this dossier "
        "and begin one that names every part that changes."
    )


class WhyMissing(DomainError):
    code = "founding.why_missing"
    template = _("Mark what changes, and write in a few words why.")


class ContributionAboveCost(DomainError):
    code = "founding.contribution_above_cost"
    template = _(
        "A contribution may only cover cost: at most %(most)s per home or business and year. Lower it, or check the figures."
    )


class AlternativeMissing(DomainError):
    code = "founding.alternative_missing"
    template = _(
        "This subsidy ends. Please write in each language what happens afterwards, so that the network can go on."
    )


class OtherCostUnnamed(DomainError):
    code = "founding.other_cost_unnamed"
    template = _("Please write in each language what the other cost is.")


class ClassWithoutChannel(DomainError):
    code = "founding.class_without_channel"
    template = _("Choose at least one way for each kind of message. Missing: %(missing)s.")


class QuietHoursEmpty(DomainError):
    code = "founding.quiet_hours_empty"
    template = _("Quiet hours that begin and end at the same time are none. Please check them.")


class SectionChanged(DomainError):
    code = "founding.section_changed"
    template = _(
        "Somebody changed this section while you were writing. Below stand both texts put together: please read it and save again."
    )


class TextTooLong(DomainError):
    code = "founding.text_too_long"
    template = _("A section has at most %(most)s characters. Please shorten it.")


class PapersNotBegun(DomainError):
    code = "founding.papers_not_begun"
    template = _("The papers were not begun yet. Begin them from the models first.")


class PlaceUnusable(DomainError):
    """The place stands in mails, where an address in it would be a trap."""

    code = "founding.place_unusable"
    template = _("Write the place in words, without a web or e-mail address in it.")
