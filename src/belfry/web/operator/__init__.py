"""Pages of those who run the installation."""  # noqa: A005 -- an audience, as the folders beside it
