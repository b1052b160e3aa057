"""A contribution, page by page: asked, printed, marked by hand, and read by who is asked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from belfry.contributions.models import Due, Year
from tests.canary import written_in
from tests.cast import Cast
from tests.contributions.asking import ACCOUNT, asked, due_of
from tests.contributions.statements import Told, coda
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db
TOLD = {
    "year": "2026",
    "amount": "5,00",
    "costs": "300",
    "covers": ["printing", "messages"],
    "account": ACCOUNT,
    "payee": "Buurtcomité Meerstraat",
}


def test_a_coordinator_asks_prints_and_marks(cast: Cast, browse: Browse) -> None:
    bram = browse("coordinator-bram")
    overview = reverse("contributions", args=[cast.stage.meerstraat])
    network = bram.get(reverse("network", args=[cast.stage.meerstraat]))
    assert overview in network.content.decode()
    new = reverse("contribution_new", args=[cast.stage.meerstraat])
    assert new in bram.get(overview).content.decode()
    answer = bram.post(new, TOLD)
    year = Year.objects.get()
    assert (year.amount, year.costs) == (500, 30_000)
    assert answer["Location"] == reverse("contribution", args=[year.pk])
    due = due_of(cast, "member-chloe")
    page = bram.get(answer["Location"]).content.decode()
    assert due.reference in page
    assert "BE68 5390 0754 7034" in page
    # On the list she is a number, until she agrees to more.
    assert "Dubois" not in page
    letter = bram.post(reverse("contribution_letter", args=[due.pk]))
    assert letter["Content-Type"] == "application/pdf"
    assert due.reference in written_in(letter)
    bram.post(reverse("contribution_mark", args=[due.pk]), {"state": "paid"})
    paid = bram.get(answer["Location"], {"state": "paid"})
    assert [line.due for line in paid.context["lines"]] == [due]
    bram.post(reverse("contribution_mark", args=[due.pk]), {"state": "nonsense"})
    assert Due.objects.get(pk=due.pk).state == "paid"


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"amount": "500,00"}, "amount"),
        ({"account": "BE68 5390 0754 7035"}, "account"),
        ({"amount": "0"}, "amount"),
        ({"covers": []}, "covers"),
        ({"year": "2030"}, "year"),
        ({"payee": ""}, "payee"),
    ],
)
def test_a_form_that_cannot_be_taken_keeps_what_was_typed(
    cast: Cast, browse: Browse, other: dict[str, str], field: str
) -> None:
    address = reverse("contribution_new", args=[cast.stage.meerstraat])
    answer = browse("deputy-sofia").post(address, {**TOLD, **other})
    form = answer.context["form"]
    assert form.errors.keys() == {field}
    assert form["costs"].value() == "300"
    assert not Year.objects.exists()


def test_a_member_reads_the_own_state(cast: Cast, browse: Browse) -> None:
    chloe, address = browse("member-chloe"), reverse("own_contributions")
    assert address not in chloe.get(reverse("settings")).content.decode()
    year, due = asked(cast), due_of(cast, "member-chloe")
    assert address in chloe.get(reverse("settings")).content.decode()
    page = chloe.get(address).content.decode()
    assert due.reference in page
    others = [one.reference for one in year.dues.exclude(pk=due.pk)]
    assert others
    assert not any(one in page for one in others)
    browse("coordinator-bram").post(
        reverse("contribution_mark", args=[due.pk]), {"state": "waived"}
    )
    page = chloe.get(address).content.decode()
    assert due.reference not in page


def test_who_joined_since_is_added_with_one_press(cast: Cast, browse: Browse) -> None:
    year = asked(cast)
    due_of(cast, "member-chloe").delete()
    bram, address = browse("coordinator-bram"), reverse("contribution", args=[year.pk])
    press = reverse("contribution_newcomers", args=[year.pk])
    assert press in bram.get(address).content.decode()
    assert bram.post(press)["Location"] == address
    assert press not in bram.get(address).content.decode()
    assert due_of(cast, "member-chloe").state == "open"
    due_of(cast, "member-chloe").delete()
    year.costs = year.amount
    year.save()
    refused = bram.post(press, follow=True)
    assert [one.level_tag for one in refused.context["messages"]] == ["error"]
    assert not Due.objects.filter(person_id=cast.person("member-chloe")).exists()


def test_a_file_of_the_bank_marks_what_is_paid_and_shows_the_rest(
    cast: Cast, browse: Browse
) -> None:
    year, bram = asked(cast), browse("coordinator-bram")
    address = reverse("contribution_bank", args=[year.pk])
    assert address in bram.get(reverse("contribution", args=[year.pk])).content.decode()
    due = due_of(cast, "member-chloe")
    data = coda([Told(500, due.reference), Told(450, due_of(cast, "member-jozef").reference)])
    page = bram.post(address, {"file": SimpleUploadedFile("2026.cod", data)})
    text = page.content.decode()
    assert page.context["found"].paid == 1
    assert [why for _, why, _ in page.context["unsettled"]] == ["less"]
    # Nothing of the file but amount, day and reference is shown.
    assert "PEETERS" not in text
    assert "BE39" not in text
    due.refresh_from_db()
    assert due.state == "paid"
    again = bram.post(address, {"file": SimpleUploadedFile("2026.cod", data)})
    assert (again.context["found"].paid, again.context["found"].known) == (0, 1)


def test_a_file_that_is_none_is_refused_beside_its_field(cast: Cast, browse: Browse) -> None:
    year, bram = asked(cast), browse("coordinator-bram")
    address = reverse("contribution_bank", args=[year.pk])
    other = coda([Told(500, "niets")], account="BE39103123456719")
    for told in (
        {},
        {"file": SimpleUploadedFile("a.csv", b"Naam\nJan\n")},
        {"file": SimpleUploadedFile("b.cod", other)},
    ):
        page = bram.post(address, told)
        assert page.context["form"].errors.keys() == {"file"}
    large = SimpleUploadedFile("c.csv", b"x" * (5 * 1024 * 1024 + 1))
    assert bram.post(address, {"file": large}).context["form"].errors.keys() == {"file"}
    assert not Due.objects.filter(state="paid").exists()
