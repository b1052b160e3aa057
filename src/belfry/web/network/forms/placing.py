"""The form that says which network another one is part of."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from belfry.networks.models import Network


class ParentForm(forms.Form):
    """One of the networks that are offered, or none."""

    parent = forms.TypedChoiceField(
        label=_("Part of the network"), coerce=UUID, empty_value=None, required=False
    )

    def __init__(self, data: Any, *, offered: Sequence["Network"], current: UUID | None) -> None:
        """Offer these networks, and begin with the present one."""
        super().__init__(data, initial={"parent": str(current or "")}, label_suffix="")
        self.fields["parent"].choices = [  # type: ignore[attr-defined]
            ("", gettext("of none")),
            *((str(row.pk), row.name) for row in offered),
        ]
