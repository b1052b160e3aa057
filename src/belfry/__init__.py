"""Belfry runs Belgian local prevention partnerships (BIN / PLP)."""

__version__ = "0.1.0"
