"""Refusals of territory: each says what is wrong with a shape or a file, and what to do."""

from django.utils.translation import gettext_lazy as _

from belfry.core.errors import DomainError


class NotAShape(DomainError):
    code = "territory.not_a_shape"
    template = _(
        "This is not a drawing of an area. Choose a GeoJSON file with the outline of the perimeter, "
        "or draw the perimeter on the map."
    )


class NoArea(NotAShape):
    code = "territory.no_area"
    template = _(
        "This is a point or a line, which has no surface. Draw an outline around the homes, "
        "or give the streets with their house numbers."
    )


class EmptyShape(NotAShape):
    code = "territory.empty_shape"
    template = _("This outline encloses nothing. Draw it anew with at least three corners.")


class OutsideBelgium(NotAShape):
    code = "territory.outside_belgium"
    template = _(
        "This area lies outside Belgium. Check the coordinates: longitude 2 to 7, latitude 49 to 52."
    )


class ShapeTooLarge(NotAShape):
    code = "territory.shape_too_large"
    template = _(
        "This area measures %(size)s km², and at most %(most)s km² is possible. Draw it smaller."
    )


class ShapeTooLong(NotAShape):
    code = "territory.shape_too_long"
    template = _(
        "This file is too large for a perimeter. Save only the outline of the perimeter in a new file."
    )


class ShapeTooIntricate(NotAShape):
    code = "territory.shape_too_intricate"
    template = _(
        "This area has too many points or parts, even when simplified. "
        "Draw it with fewer corners, or give the streets with their house numbers."
    )


class NothingLeft(DomainError):
    code = "territory.nothing_left"
    template = _(
        "Nothing remains of this perimeter outside the others. Draw it where no other network is."
    )


class NotAnAddressFile(DomainError):
    code = "territory.not_an_address_file"
    template = _(
        "This is not an address file of BeST. Choose the zip of one region, or the CSV in it."
    )


class NoAddresses(NotAnAddressFile):
    code = "territory.no_addresses"
    template = _("This address file has a heading but no addresses. Fetch it anew.")


class ColumnMissing(NotAnAddressFile):
    code = "territory.column_missing"
    template = _(
        "No column of this file holds what belongs under %(heading)s. Fetch the file anew from BeST."
    )


class NotBoundaries(DomainError):
    code = "territory.not_boundaries"
    template = _(
        "This is not a file of boundaries. "
        "Choose a GeoJSON file with one feature for each municipality."
    )


class NotAZoneList(DomainError):
    code = "territory.not_a_zone_list"
    template = _(
        "This is not a list of police zones. It needs a heading with the columns "
        "code, name_nl, name_fr, name_de, nis, from and until."
    )


class NewerKnown(DomainError):
    code = "territory.newer_known"
    template = _(
        "Boundaries from %(day)s are known already. Give a day that is not before that one."
    )


class TooMuchWouldEnd(DomainError):
    code = "territory.too_much_would_end"
    template = _(
        "%(gone)s of %(known)s known ones are missing from this file. It seems to be only a part; "
        "choose the whole file."
    )
