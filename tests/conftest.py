"""Fixtures of every test."""

from tests.cast import cast, rehearsal

__all__ = ["cast", "rehearsal"]
