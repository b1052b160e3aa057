"""Forms of the vote on the candidates."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from belfry.founding.errors import CountWrong
from belfry.founding.kinds import MajorityRule
from belfry.web.founding.forms.surveys import day_field

MOST: Final = 100_000


def _rule() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("When is it a majority"),
        choices=MajorityRule.choices,
        initial=MajorityRule.ANSWERS,
        widget=forms.RadioSelect,
    )


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST)


class CodesForm(forms.Form):
    """A vote by the codes of the letters."""

    rule = _rule()
    closes_on = day_field(_("Last day for a vote"), help_text=_("At least 14 days from now."))


class CountForm(forms.Form):
    """A vote that was counted at the meeting."""

    units = _number(_("How many homes, businesses or professionals were present"))
    yes = _number(_("Yes"))
    no = _number(_("No"))
    rule = _rule()

    def clean(self) -> dict[str, Any]:
        """Refuse more votes than there were voices."""
        count = super().clean() or {}
        if len(count) == len(self.fields) and count["yes"] + count["no"] > count["units"]:
            self.add_error("units", CountWrong().message())
        return count
