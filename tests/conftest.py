"""What every test stands on."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "house", deadline=None, derandomize=bool(os.environ.get("CI")), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")

# Whatever the person at the keyboard has set must not decide a test; what a test needs, it sets for its own subprocess.
for name in [name for name in os.environ if name.startswith("CRACKWATCH_") and name != "CRACKWATCH_SHARED"]:
    del os.environ[name]
