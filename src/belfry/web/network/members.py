"""The member list by hand: read it, add one, correct one, take one off. Its keepers only (H15)."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from belfry.delivery.errors import AddressUnusable
from belfry.measures.queries import functions_on, ladders_open_to
from belfry.measures.workflow import Ladder
from belfry.networks.actions.members import add_member, correct_member, remove_member
from belfry.networks.errors import AlreadyMember, NameMissing
from belfry.networks.kinds import Removal
from belfry.networks.queries import kept_network, member_for, member_list, membership_for
from belfry.people.errors import NameIsTheirOwn
from belfry.people.queries import persons_out_of_mail
from belfry.web.network.forms.members import MemberForm, RemovalForm
from belfry.web.request import ActorRequest, ask_or_take
from belfry.web.signin.gates import reveals, signed_in


@dataclass(frozen=True, slots=True)
class ListCounts:
    """What a coordinator wants to know of a list at a glance."""

    members: int
    with_email: int
    without_email: int


@require_safe
@signed_in
def members(request: ActorRequest, network_id: UUID) -> HttpResponse:
    network = kept_network(request.actor, network_id)
    rows = member_list(request.actor, network_id, now=timezone.now())
    counts = ListCounts(
        len(rows),
        sum(1 for row in rows if row.person.emails),
        sum(1 for row in rows if not row.person.emails),
    )
    out_of_mail = persons_out_of_mail([row.person_id for row in rows], told_to=network.pk)
    context = {"network": network, "rows": rows, "counts": counts, "out_of_mail": out_of_mail}
    return render(request, "network/members.html", context)


@sensitive_post_parameters()
@ask_or_take
@signed_in
def member_new(request: ActorRequest, network_id: UUID) -> HttpResponse:
    network = kept_network(request.actor, network_id)
    form = MemberForm(initial={"language": network.language})
    if request.method == "POST":
        form = MemberForm(request.POST)
        if form.is_valid():
            try:
                add_member(request.actor, network_id, form.person, form.unit, now=timezone.now())
            except NameMissing as error:
                form.add_error("family_name", error.message())
            except (AlreadyMember, AddressUnusable) as error:
                form.add_error(None, error.message())
            else:
                messages.success(request, gettext("The member is on the list."))
                return redirect("members", network_id)
    return render(request, "network/member_new.html", {"network": network, "form": form})


@sensitive_post_parameters()
@ask_or_take
@signed_in
@reveals
def member(request: ActorRequest, membership_id: UUID) -> HttpResponse:
    membership = membership_for(request.actor, membership_id)
    if request.method == "POST":
        form = MemberForm(request.POST)
        if form.is_valid():
            try:
                correct_member(
                    request.actor, membership_id, form.person, form.unit, now=timezone.now()
                )
            except (NameMissing, NameIsTheirOwn) as error:
                form.add_error("family_name", error.message())
            else:
                messages.success(request, gettext("The correction is saved."))
                return redirect("members", membership.network_id)
    else:
        details = member_for(request.actor, membership_id)
        form = MemberForm(initial=MemberForm.initial_of(details))
    functions = functions_on(request.actor, membership.network_id)
    is_other = membership.person_id != request.actor.person_id
    context = {
        "membership": membership,
        "network": membership.network,
        "form": form,
        "may_open": is_other and Ladder.MEMBER in ladders_open_to(functions),
    }
    return render(request, "network/member.html", context)


@ask_or_take
@signed_in
def member_remove(request: ActorRequest, membership_id: UUID) -> HttpResponse:
    membership = membership_for(request.actor, membership_id)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = Removal(form.cleaned_data["reason"])
        remove_member(request.actor, membership_id, reason, now=timezone.now())
        messages.success(request, gettext("The member is no longer on the list."))
        return redirect("members", membership.network_id)
    context = {
        "membership": membership,
        "network": membership.network,
        "name": member_for(request.actor, membership_id).name,
        "form": form,
    }
    return render(request, "network/member_remove.html", context)
