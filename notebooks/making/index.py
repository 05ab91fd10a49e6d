"""The index of the course: a page to read, and a notebook to start from. Made of the catalogue alone."""

import nbformat
from making.views import markdown

from cryptokit import DISCLAIMER
from cryptokit.lab.course.catalogue import COURSE, Lesson

_WHAT = (
    "Twelve lessons, each a notebook of 25 to 40 minutes with guesses, exercises that check themselves, an attack "
    "and a quiz. The question that runs through all of them: **who can read this message?**"
)
_PAGE = """\
# The course

<!-- Made by notebooks/make.py out of cryptokit/lab/course/catalogue.py; changes here are lost. -->

{what}

**{disclaimer}**

{table}

## What builds on what

An arrow leads from a lesson to one that needs it; the last column of the table says the same.

```mermaid
{graph}
```

## How to run it

From the folder of the project:

```sh
make lab                       # makes .venv, installs JupyterLab, opens the course
```

To keep your answers in a folder of your own, which is better when the project is updated now and then:

```sh
.venv/bin/cryptokit lesson     # this list
.venv/bin/cryptokit lesson 05  # copies lesson 05 into the current folder, and opens it
```

Windows has no `make`; in the folder of the project:

```bat
py -m venv .venv
.venv\\Scripts\\python -m pip install -e .[lessons]
.venv\\Scripts\\cryptokit lesson 00
```

Any program that opens notebooks will do, if it runs them with that `.venv`. Nothing in a lesson needs the network.

## What lies where

| folder | what | who changes it |
| --- | --- | --- |
| `lessons/` | the sources, with answers | people |
| `student/` | notebooks with stubs | `make notebooks` |
| `instructor/` | notebooks with answers and notes for teachers | `make notebooks` |
| `nbgrader/` | the same as assignments of nbgrader | `make notebooks` |
| `otter/` | the same as masters of Otter | `make notebooks` |

For teachers: [docs/teach](../docs/teach/README.md). For who writes a lesson: [docs/teach/making-lessons.md](../docs/teach/making-lessons.md).
"""


def readme() -> str:
    """Write the page of the folder."""
    return _PAGE.format(what=_WHAT, disclaimer=DISCLAIMER, table=table("student/"), graph=graph())


def notebook() -> nbformat.NotebookNode:
    """Make the notebook from which the others are opened."""
    text = f"# The course\n\n{_WHAT}\n\n**{DISCLAIMER}**\n\n{table('')}"
    noted = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return nbformat.v4.new_notebook(cells=[markdown(text, "index")], metadata=noted)


def table(folder: str) -> str:
    """Write the lessons as a table, each linked to its notebook in a folder."""
    rows = [
        f"| {one.number} | [{one.title}]({folder}{one.stem}.ipynb) | {one.question} "
        f"| {one.minutes} | {needs(one)} |"
        for one in COURSE
    ]
    heads = ["| | lesson | the question | minutes | needs |", "| --- | --- | --- | ---: | --- |"]
    return "\n".join([*heads, *rows])


def needs(lesson: Lesson) -> str:
    """Write the numbers of the lessons that one needs."""
    return ", ".join(lesson.needs) or "nothing"


def graph() -> str:
    """Write what builds on what as a Mermaid graph, with words for who cannot see it."""
    nodes = [f'  L{one.number}["{one.number} {one.title}"]' for one in COURSE]
    arrows = [f"  L{before} --> L{one.number}" for one in COURSE for before in one.needs]
    said = "; ".join(f"{one.number} needs {needs(one)}" for one in COURSE)
    words = ["  accTitle: What builds on what", f"  accDescr: {said}"]
    return "\n".join(["flowchart LR", *words, *nodes, *arrows])
