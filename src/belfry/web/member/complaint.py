"""Say what is wrong with a message: as a member, or with its code by whoever has it; and read the answer."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from belfry.bulletins.actions.complaining import complain, complain_by_code
from belfry.bulletins.codes import as_code
from belfry.bulletins.complaints import answered_complaint
from belfry.bulletins.errors import CodeUnknown, WordsMissing
from belfry.bulletins.following import corrections_of
from belfry.bulletins.kinds import Grievance
from belfry.bulletins.queries import member_release, words_for
from belfry.core.languages import Language
from belfry.delivery.errors import AddressUnusable
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin import limits
from belfry.web.signin.gates import signed_in

LONGEST_CODE = 20


class ComplaintForm(forms.Form):
    """What is wrong, and if a reader wishes, why."""

    grievance = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it?"),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("Only the police officers of the network read this."),
        max_length=2000,
        required=False,
        widget=forms.Textarea,
    )

    def __init__(self, typed: Any = None, *, initial: Any = None) -> None:
        """Keep what is too long, as in a message, and refuse it."""
        super().__init__(typed, label_suffix="", initial=initial)
        choices = [(value, capfirst(str(label))) for value, label in Grievance.choices]
        self.fields["grievance"].choices = choices  # type: ignore[attr-defined]
        attrs = self.fields["words"].widget.attrs
        attrs["rows"] = 5
        attrs.pop("maxlength", None)


class CodeForm(ComplaintForm):
    """The same from somebody who is not signed in: which message, and where the answer may go."""

    code = forms.CharField(
        label=gettext_lazy("The code of the message"),
        help_text=gettext_lazy("It stands at the end of the message, such as 7F3K-92QX."),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    email = forms.CharField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("Only for the answer. Without an address you get none."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    field_order = ("code", "grievance", "words", "email")


@ask_or_take
@signed_in
def complain_as_member(request: ActorRequest, bulletin_id: UUID) -> HttpResponse:
    """Take what a member finds wrong with a message in the archive."""
    release = member_release(request.actor, bulletin_id)
    form = ComplaintForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now, told = timezone.now(), form.cleaned_data
        limits.check(limits.COMPLAINTS, str(request.actor.person_id), now=now)
        try:
            complain(request.actor, bulletin_id, told["grievance"], told["words"], now=now)
        except WordsMissing as refusal:
            form.add_error("words", refusal.message())
        else:
            messages.success(
                request, _("Thank you. The police of your network read it and answer you.")
            )
            return redirect("message", bulletin_id)
    title = words_for(release.bulletin, get_language() or "").title
    context = {"form": form, "title": title, "bulletin_id": bulletin_id}
    return render(request, "member/complaint.html", context)


@ask_or_take
def complain_with_code(request: ActorRequest) -> HttpResponse:
    """Take what somebody finds wrong who has a message and is not signed in; no word of it is shown."""
    code = request.GET.get("code", "")[:LONGEST_CODE]
    form = CodeForm(request.POST if request.method == "POST" else None, initial={"code": code})
    if request.method == "POST" and form.is_valid() and _is_taken(request, form):
        return render(
            request, "member/complaint_thanks.html", {"email": form.cleaned_data["email"]}
        )
    return render(request, "member/complaint_by_code.html", {"form": form})


def _is_taken(request: ActorRequest, form: CodeForm) -> bool:
    now, told = timezone.now(), form.cleaned_data
    limits.check_client(request, now=now)
    limits.check(limits.COMPLAINTS_OF_MESSAGE, as_code(told["code"]), now=now)
    try:
        complain_by_code(
            told["code"],
            told["grievance"],
            told["words"],
            email=told["email"].strip(),
            language=get_language() or Language.DUTCH,
            now=now,
        )
    except CodeUnknown as refusal:
        form.add_error("code", refusal.message())
    except WordsMissing as refusal:
        form.add_error("words", refusal.message())
    except AddressUnusable as refusal:
        form.add_error("email", refusal.message())
    else:
        return True
    return False


@require_safe
def complaint_answer(request: ActorRequest, token: str) -> HttpResponse:
    """Show the answer of the police to whoever has the link; never the message itself."""
    found = answered_complaint(token)
    correction = corrections_of([found.bulletin_id]).get(found.bulletin_id)
    context = {"complaint": found, "correction": correction}
    return render(request, "member/complaint_answer.html", context)
