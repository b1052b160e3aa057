"""Belfry runs Belgian local prevention partnerships (BIN / PLP)."""
