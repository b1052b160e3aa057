"""Who comes again, and who only bears the same name."""

from uuid import UUID

from belfry.networks.matching import Register
from belfry.people.types import PersonDetails, UnitDetails

HOME = UnitDetails("", "Kapelweg", "1", "", "9990", "Klokdorp")
FATHER = PersonDetails("Jan", "Maes", "nl", ("jan@mail.example",), ("+32470000001", "+3293456789"))


def knows(person: PersonDetails, unit: UnitDetails = HOME) -> bool:
    register = Register(UUID(int=1), ())
    register.note(FATHER, HOME)
    return not register.take(person, unit)


def test_father_and_son_of_one_name_in_one_house_are_two() -> None:
    assert not knows(PersonDetails("Jan", "Maes", "nl", ("son@mail.example",), ("+3293456789",)))
    assert not knows(PersonDetails("Jan", "Maes", "nl", (), ("+32470000002",)))


def test_the_same_person_comes_again_by_one_address_of_their_own() -> None:
    assert knows(PersonDetails("Maes", "JAN", "nl", ("work@mail.example",), ("+32470000001",)))
    assert knows(PersonDetails("Jan", "Maes"))
