"""Signing: who signs, the exact file, a signature by hand, and a signed paper copy."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from belfry.core.clock import local
from belfry.core.errors import NotAllowed, NotFound
from belfry.founding.actions.signing import prepare_signing, sign, sign_on_paper
from belfry.founding.errors import (
    MandateOver,
    MarkUnusable,
    NotASignatory,
    SignatoriesMissing,
    SignedAlready,
    SubjectMissing,
    TextChanged,
)
from belfry.founding.policies import may_confirm_paper, may_write
from belfry.founding.queries import dossier_for, facts_of, partners_of
from belfry.founding.signing import SIGNED_IN, choices_for, file_for, signing_of
from belfry.founding.workflow import Condition, DossierState
from belfry.web.founding.forms.signing import PaperCopyForm, SignatoriesForm, SignatureForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import factor_again, signed_in

# From where a signed text goes to the FPS Interior.
SUBMITTABLE: Final = frozenset({DossierState.SIGNED, DossierState.CORRECTION})


@ask_or_take
@signed_in
def dossier_signing(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Show who signs and who did; take who shall sign, and prepare the file for them."""
    form = None
    if request.method == "POST":
        dossier = dossier_for(request.actor, dossier_id)
        if not may_write(partners_of(request.actor, dossier), dossier.state):
            raise NotAllowed
        choices = choices_for(dossier, on=local(request.actor.at).date())
        lines = signing_of(request.actor, dossier_id).lines
        form = SignatoriesForm(request.POST, choices=choices, lines=lines)
        if form.is_valid():
            try:
                prepare_signing(request.actor, dossier_id, form.named, now=timezone.now())
            except (SignatoriesMissing, MandateOver, SubjectMissing) as error:
                form.add_error(None, error.message())
            else:
                sentence = gettext("The text is ready to be signed. Those who sign got a mail.")
                messages.success(request, sentence)
                return redirect("dossier_signing", dossier_id)
    return _page(request, dossier_id, form=form)


def _page(
    request: ActorRequest,
    dossier_id: UUID,
    *,
    form: SignatoriesForm | None = None,
    copy_form: PaperCopyForm | None = None,
) -> HttpResponse:
    dossier = dossier_for(request.actor, dossier_id)
    partners = partners_of(request.actor, dossier)
    signing = signing_of(request.actor, dossier_id)
    is_open = dossier.state in SIGNED_IN
    facts = facts_of(dossier.pk)
    is_complete = Condition.PAPERS_COMPLETE in facts
    is_mine = may_write(partners, dossier.state)
    may_prepare = is_open and is_complete and is_mine
    if may_prepare and form is None:
        choices = choices_for(dossier, on=local(request.actor.at).date())
        form = SignatoriesForm(choices=choices, lines=signing.lines)
    waits = [line for line in signing.lines if not line.signed_at]
    if may_confirm_paper(partners) and is_open and signing.is_prepared and waits:
        copy_form = copy_form or PaperCopyForm(lines=signing.lines)
    context = {
        "dossier": dossier,
        "signing": signing,
        "may_submit": is_mine and Condition.ALL_SIGNED in facts and dossier.state in SUBMITTABLE,
        "mine": [one for one in waits if one.person_id == request.actor.person_id],
        "is_open": is_open,
        "is_complete": is_complete,
        "may_prepare": may_prepare,
        "form": form,
        "copy_form": copy_form,
    }
    return render(request, "founding/signing.html", context)


@sensitive_post_parameters()
@ask_or_take
@signed_in
@factor_again
def dossier_sign(request: ActorRequest, dossier_id: UUID, signatory_id: UUID) -> HttpResponse:
    """Show the text with a field to sign in, and take the signature."""
    dossier = dossier_for(request.actor, dossier_id)
    signing = signing_of(request.actor, dossier_id)
    mine = [line for line in signing.lines if line.person_id == request.actor.person_id]
    line = next((line for line in mine if line.pk == signatory_id), None)
    if line is None:
        raise NotASignatory
    form = SignatureForm(digest=signing.digest)
    if request.method == "POST":
        form = SignatureForm(request.POST, digest=signing.digest)
        if form.is_valid():
            try:
                sign(
                    request.actor,
                    dossier_id,
                    signatory_id,
                    digest=form.cleaned_data["digest"],
                    manner=form.manner,
                    mark=form.mark,
                    now=timezone.now(),
                )
            except MarkUnusable as error:
                form.add_error("typed", error.message())
            else:
                messages.success(request, gettext("Thank you. Your signature is kept."))
                return redirect("dossier_signing", dossier_id)
    elif line.signed_at:
        raise SignedAlready
    elif not signing.is_prepared:
        raise TextChanged
    context = {"dossier": dossier, "signing": signing, "line": line, "form": form}
    return render(request, "founding/sign.html", context)


@require_POST
@signed_in
def signing_paper(request: ActorRequest, dossier_id: UUID) -> HttpResponse:
    """Take in a signed paper copy."""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    dossier = dossier_for(request.actor, dossier_id)
    if not may_confirm_paper(partners_of(request.actor, dossier)):
        raise NotAllowed
    lines = signing_of(request.actor, dossier_id).lines
    form = PaperCopyForm(request.POST, request.FILES, lines=lines, request_size=size)
    if not form.is_valid():
        return _page(request, dossier_id, copy_form=form)
    answer = form.cleaned_data
    sign_on_paper(request.actor, dossier_id, answer["signed"], answer["file"], now=timezone.now())
    messages.success(request, gettext("The paper copy is kept, and its signatures count."))
    return redirect("dossier_signing", dossier_id)


@require_safe
@signed_in
def dossier_file(request: ActorRequest, dossier_id: UUID, file_id: UUID) -> HttpResponse:
    """Return a file of a dossier to those who are in it."""
    file = file_for(request.actor, dossier_id, file_id)
    if not file.content:
        raise NotFound
    return HttpResponse(
        bytes(file.content),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{file.digest[:12]}.pdf"',
            "Cache-Control": "no-store",
        },
    )
