"""Draw the picture of the README: the table of ``make demo`` as an SVG."""

import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME

from cryptokit import read_chat, who_can_read
from cryptokit.conversation.samples import default
from cryptokit.lab.tables import overview
from cryptokit.rng import lesson

PICTURE = Path(__file__).parent / "who-can-read.svg"
WIDTH = 100


def draw() -> str:
    """Run the experiment on the bundled chat and give the table as an SVG."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(overview(who_can_read(read_chat(default(), names=True), rng=lesson("README"))))
    svg = console.export_svg(title="make demo", theme=SVG_EXPORT_THEME, unique_id="table")
    # The fonts named there would come from the net; what every system has is good enough.
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "ui-monospace, Menlo, Consolas, monospace")
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
