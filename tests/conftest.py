"""What every test stands on."""

import os

from hypothesis import settings

# No deadline: the machines that run these tests are shared, and slow is not wrong. CI tries the same examples each time,
# so that a change is never blamed for what it did not do; elsewhere new ones are tried.
settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("house")
