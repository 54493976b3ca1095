"""Settings of all tests."""

from __future__ import annotations

import os

from hypothesis import settings

# How long one example takes says more about the machine than about the code; time limits are tested by themselves.
# The suite tries the same examples every time, so that a change is judged by what it changes; `make fuzz` tries new ones.
settings.register_profile("house", deadline=None, derandomize=True)
settings.register_profile("fuzz", deadline=None, max_examples=400)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))
