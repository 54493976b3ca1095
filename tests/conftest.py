"""Settings of all tests."""

from __future__ import annotations

from hypothesis import settings

# How long one example takes says more about the machine than about the code; time limits are tested by themselves.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
