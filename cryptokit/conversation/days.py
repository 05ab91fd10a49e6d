"""How seconds are counted: from when, and how many make a day. No date is read here."""

from datetime import datetime
from typing import Final

DAY: Final = 86_400
"""Seconds in a day; Unix time and a phone's wall clock know no other."""

EPOCH: Final = datetime(1970, 1, 1)
"""Where seconds are counted from, on a clock without a zone."""
