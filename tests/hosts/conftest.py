"""Tests over several machines share their assertions."""

import pytest

pytest.register_assert_rewrite("tests.hosts.fleet")
