"""Refusals of reading a list."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class NotAMemberList(DomainError):
    code = "lists.not_a_member_list"
    template = _("This file is not a member list.")
