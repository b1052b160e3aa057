"""One row of a list: a member, or what is bad about it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from belfry.lists import words
from belfry.lists.contacts import Emails, Phones, read_emails, read_phones
from belfry.lists.headers import NAMES, Column, Kind
from belfry.lists.layout import EMAIL, Layout
from belfry.lists.names import AMPERSAND, DASH, Name, read_name
from belfry.lists.persons import NameColumns, columns_of_names, with_partner
from belfry.lists.places import (
    Place,
    read_address,
    read_box,
    read_number,
    read_postcode,
    read_town,
)
from belfry.lists.tables import Record
from belfry.lists.types import Bad, Doubt, Row

REASONS: Final[Mapping[Kind, str | Promise]] = {
    Kind.NAME: _("There is no name and no shop or firm in this row."),
    **dict.fromkeys(
        (Kind.GIVEN_NAME, Kind.FAMILY_NAME, Kind.ORGANISATION), _("This is too long for a name.")
    ),
    Kind.EMAIL: _("This is not an e-mail address that can be used, such as name@provider.be."),
    Kind.PHONE: _("This is not a phone number: too short, too long, or digits are missing."),
    Kind.CONTACT: _("This is neither an e-mail address nor a phone number."),
    Kind.STREET: _("This is not a street or an address."),
    Kind.NUMBER: _("This is not a house number, such as 12, 12A or 12/3."),
    Kind.BOX: _("This is not the number of a letterbox."),
    Kind.POSTCODE: _("This is not a postcode: a Belgian one has four digits."),
    Kind.MUNICIPALITY: _("This is not the name of a municipality."),
    Kind.TOWN: _("This is not a postcode with the name of a municipality."),
}
# More than anybody writes in a cell; the patterns below are made for less.
LONGEST_CELL: Final = 400
VALUE_KINDS: Final = {
    Kind.TOWN: "municipality",
    **dict.fromkeys((Kind.GIVEN_NAME, Kind.FAMILY_NAME, Kind.ORGANISATION), "name"),
}


@dataclass(slots=True)
class Outcome:
    """What a row came to: the member, unless something is bad."""

    row: Row
    bad: list[Bad] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    birth: str = ""


class RowReader:
    """Reads the rows of one table by its layout."""

    def __init__(self, layout: Layout) -> None:
        self.used = [column for column in layout.columns if column.kind in REASONS]
        self.columns = {kind: layout.of(kind) for kind in Kind}
        self.first: NameColumns = columns_of_names(layout, second=False)
        self.second: NameColumns = columns_of_names(layout, second=True)
        named = [column for column in layout.columns if column.kind in NAMES and not column.second]
        self.name_heading = named[0].heading if named else ""

    def read(self, record: Record) -> Outcome:
        """Return the member of a row with everything that is bad or doubtful about it."""
        outcome = Outcome(Row(record.line))
        for column in self.used:
            if len(record.cell(column.position)) > LONGEST_CELL:
                self._refuse(outcome, column.heading, column.kind)
        if outcome.bad:
            return outcome
        emails, display = self._emails(record, outcome)
        phones = self._phones(record, outcome)
        name = self._name(record, display, outcome)
        place = self._place(record, outcome)
        outcome.row = Row(
            record.line,
            name.given,
            name.family,
            name.organisation,
            emails,
            phones,
            place.street,
            place.number,
            place.box,
            place.postcode,
            place.municipality,
            self._language(record, outcome),
        )
        outcome.birth = next((cell for _, cell in self._cells(record, Kind.BIRTH)), "")
        return outcome

    def _cells(self, record: Record, *kinds: Kind) -> Iterator[tuple[Column, str]]:
        """Yield the filled cells of these kinds."""
        for kind in kinds:
            for column in self.columns[kind]:
                if cell := record.cell(column.position):
                    yield column, cell

    def _refuse(self, outcome: Outcome, heading: str, kind: Kind) -> None:
        value_kind = VALUE_KINDS.get(kind, kind.value)
        outcome.bad.append(Bad(outcome.row.line, heading, value_kind, str(REASONS[kind])))

    def _doubt(self, outcome: Outcome, heading: str, reason: str) -> None:
        outcome.doubts.append(Doubt(outcome.row.line, heading, reason))

    def _emails(self, record: Record, outcome: Outcome) -> tuple[tuple[str, ...], str]:
        found: list[Emails] = []
        for column, cell in self._cells(record, Kind.EMAIL, Kind.CONTACT):
            text = cell if column.kind is Kind.EMAIL else _mail_part(cell)
            read = read_emails(text) if text else Emails(())
            if read is None:
                self._refuse(outcome, column.heading, column.kind)
            else:
                found.append(read)
        addresses = dict.fromkeys(address for read in found for address in read.addresses)
        return tuple(addresses), next((read.name for read in found if read.name), "")

    def _phones(self, record: Record, outcome: Outcome) -> tuple[str, ...]:
        found: list[Phones] = []
        for column, cell in self._cells(record, Kind.PHONE, Kind.CONTACT):
            text = cell if column.kind is Kind.PHONE else _phone_part(cell)
            read = read_phones(text) if text else Phones(())
            if read is None:
                self._refuse(outcome, column.heading, column.kind)
                continue
            found.append(read)
            if read.repaired:
                self._doubt(
                    outcome,
                    column.heading,
                    _now("The first zero of the phone number was put back."),
                )
        return tuple(dict.fromkeys(number for read in found for number in read.numbers))

    def _name(self, record: Record, display: str, outcome: Outcome) -> Name:
        organisation = next((cell for _, cell in self._cells(record, Kind.ORGANISATION)), "")
        name = with_partner(self.first.read(record), self.second.read(record))
        if display and not self.first.all and not organisation:
            name = read_name(display)
        organisation = " ".join(organisation.split()) or name.organisation
        name = replace(name, organisation=organisation)
        heading = self.name_heading
        if not (name.given or name.family or any(map(str.isalpha, organisation))):
            self._refuse(outcome, heading, Kind.NAME)
        elif name.guessed:
            self._doubt(outcome, heading, _now("It is not certain which part is the family name."))
        elif AMPERSAND in name.given or DASH in name.family:
            self._doubt(outcome, heading, _now("Two persons in one row: they stay together."))
        return name

    def _place(self, record: Record, outcome: Outcome) -> Place:
        street = self._read(record, outcome, Kind.STREET, read_address)
        number = self._read(record, outcome, Kind.NUMBER, read_number)
        box = self._read(record, outcome, Kind.BOX, _box_alone)
        town = self._read(record, outcome, Kind.POSTCODE, read_postcode)
        for kind in (Kind.MUNICIPALITY, Kind.TOWN):
            town = town.completed(self._read(record, outcome, kind, self._town_reader(kind)))
        if number.number and street.number and street.number.lower() != number.number.lower():
            street = replace(street, street=f"{street.street} {street.number}", number="")
        return town.completed(box.completed(number.completed(street)))

    def _town_reader(self, kind: Kind) -> Callable[[str], Place | None]:
        if kind is Kind.TOWN or not self.columns[Kind.POSTCODE]:
            return read_town
        return _municipality

    def _read(
        self,
        record: Record,
        outcome: Outcome,
        kind: Kind,
        read: Callable[[str], Place | None],
    ) -> Place:
        """Return the place that the columns of a kind tell, the first column first."""
        place = Place()
        for column, cell in self._cells(record, kind):
            found = read(cell)
            if found is None:
                self._refuse(outcome, column.heading, kind)
            else:
                place = place.completed(found) if not place.street else place
        return place

    def _language(self, record: Record, outcome: Outcome) -> str:
        for column, cell in self._cells(record, Kind.LANGUAGE):
            text = words.plain(cell)
            told = [words.SPOKEN.get(part, "") for part in (text, *text.split())]
            known: list[str] = list(dict.fromkeys(filter(None, told)))
            if len(known) > 1:
                self._doubt(outcome, column.heading, _now("Several languages: the first counts."))
            if known:
                return known[0]
            self._doubt(outcome, column.heading, _now("This language is not known."))
        return ""


def _mail_part(cell: str) -> str:
    return " ".join(word for word in cell.replace(";", " ").split() if EMAIL.search(word))


def _phone_part(cell: str) -> str:
    rest = " ".join(word for word in cell.replace(";", " ; ").split() if "@" not in word)
    return rest if any(map(str.isdigit, rest)) or not _mail_part(cell) else ""


def _box_alone(cell: str) -> Place | None:
    box = read_box(cell)
    return None if box is None else Place(box=box)


def _municipality(cell: str) -> Place | None:
    place = read_town(cell)
    return place if place and place.municipality else None
