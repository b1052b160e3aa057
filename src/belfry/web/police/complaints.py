"""What a reader finds wrong with a message: read it, answer it, and take the message back if that is right."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from belfry.bulletins.actions.complaining import answer_complaint
from belfry.bulletins.complaints import complaint_for
from belfry.bulletins.following import corrections_of
from belfry.bulletins.queries import words_for
from belfry.web.police.after import may_follow
from belfry.web.police.forms import AnswerForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import signed_in


@ask_or_take
@signed_in
def complaint(request: ActorRequest, complaint_id: UUID) -> HttpResponse:
    """Show a complaint to the police of the network, and take their answer."""
    found = complaint_for(request.actor, complaint_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        answer_complaint(request.actor, complaint_id, answer, now=timezone.now())
        messages.success(request, _("Thank you. The reader gets your answer."))
        return redirect("complaint", complaint_id)
    bulletin = found.bulletin
    correction = corrections_of([bulletin.pk]).get(bulletin.pk)
    context = {
        "complaint": found,
        "form": form,
        "title": words_for(bulletin, request.LANGUAGE_CODE or "").title,
        "correction": correction,
        "may_correct": correction is None and may_follow(request.actor, bulletin),
        "has_address": bool(found.person_id or found.email),
    }
    return render(request, "police/complaint.html", context)
