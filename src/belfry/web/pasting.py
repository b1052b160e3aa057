"""Long texts, which people paste into a form."""

from django import forms


def cut_nothing(form: forms.Form) -> None:
    """Let a browser hand over a pasted text whole: it would cut it in silence, and the form says what is too long."""
    for field in form.fields.values():
        field.widget.attrs.pop("maxlength", None)
