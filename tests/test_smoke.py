from tests.cast import Cast


def test_the_curtain_goes_up(cast: Cast) -> None:
    assert cast.officer_an.mandates
