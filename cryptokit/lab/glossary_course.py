"""The words that students meet in the lessons, and the other names that lessons use for a term."""

from typing import Final

from cryptokit.lab import glossary_agreeing as agreeing
from cryptokit.lab import glossary_locks as locks
from cryptokit.lab import glossary_together as together
from cryptokit.lab import glossary_worlds as worlds

COURSE: Final = locks.LOCKS | agreeing.AGREEING | together.TOGETHER | worlds.WORLDS
"""Entries under their terms."""

ALIASES: Final = locks.ALIASES | agreeing.ALIASES | together.ALIASES | worlds.ALIASES
"""For another name, the term that explains it: a word, a power, a messenger."""
