"""The main experiment: a chat in a messenger, orders served, and what an examiner can read."""

from cryptokit.experiment.answers import Answer, Refusal, Result, Trial
from cryptokit.experiment.run import Progress, who_can_read

__all__ = ["Answer", "Progress", "Refusal", "Result", "Trial", "who_can_read"]
