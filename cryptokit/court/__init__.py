"""Orders, seizure into exhibits, the examiner and the report. It opens bytes, never objects."""

from cryptokit.court.custody import Exhibit, brought, cases
from cryptokit.court.examiner import Examination, examination, examine
from cryptokit.court.fresh import examine_fresh
from cryptokit.court.metadata import Tie, Traffic, traffic
from cryptokit.court.report import Line, Report
from cryptokit.court.seizure import seize

__all__ = [
    "Examination",
    "Exhibit",
    "Line",
    "Report",
    "Tie",
    "Traffic",
    "brought",
    "cases",
    "examination",
    "examine",
    "examine_fresh",
    "seize",
    "traffic",
]
