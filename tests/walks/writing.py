"""What every walk through the sheet of a message does alike."""

from playwright.sync_api import Page


def judge(page: Page) -> None:
    """Answer what the police judge before a message about crime may be told."""
    page.check("[name=ground][value=preventable]")
    page.check("[name=investigation][value=none]")
    page.check("[name=without_personal_data]")
