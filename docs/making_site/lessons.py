"""The lessons as pages: each notebook as a student gets it, run once when the site is built."""

from collections.abc import Iterator

import nbformat

from cryptokit.lab.course.catalogue import COURSE, Lesson
from making_site.lite import STUDENT


def pages() -> Iterator[tuple[str, str]]:
    """Make a page of each notebook, and one that lists them."""
    yield "index.md", _index()
    for lesson in COURSE:
        notebook = nbformat.read(STUDENT / f"{lesson.stem}.ipynb", as_version=4)
        yield f"{lesson.stem}.ipynb", nbformat.writes(_with_note(notebook, lesson))


def _with_note(notebook: nbformat.NotebookNode, lesson: Lesson) -> nbformat.NotebookNode:
    link = f'<a href="../../lite/lab/index.html?path={lesson.stem}.ipynb">in the browser</a>'
    text = (
        "```{note}\nA student's notebook, run once when this site was built: nobody has answered "
        "yet, so guesses are open and exercises say *not right yet*. To answer, run it with "
        f"`make lab`, or {link}: that needs the net, and a web server that hands out this site, as "
        "[the page on it](/how-to/in-the-browser.md) says. Teachers have "
        f"[a page on this lesson](/teach/{lesson.stem}.md).\n```"
    )
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(text, id="site"))
    return notebook


def _index() -> str:
    rows = "\n".join(
        f"| {one.number} | [{one.title}]({one.stem}.ipynb) | {one.question} | {one.minutes} "
        f"| {', '.join(one.needs) or 'nothing'} |"
        for one in COURSE
    )
    tree = "\n".join(one.stem for one in COURSE)
    return f"""\
# The course

Twelve lessons about one question: **who can read this message?** Each has guesses before runs,
exercises that check themselves, an attack and a quiz. The pages here are the notebooks of students,
run once when the site was built.

| | lesson | the question | minutes | needs |
| --- | --- | --- | ---: | --- |
{rows}

To work in them: `make lab` (nothing from the net while it runs), or
<a href="../../lite/lab/index.html?path=index.ipynb">in the browser</a>
([what that needs](/how-to/in-the-browser.md)). Teachers begin with
[an hour, a day or a term](/teach/README.md).

```{{toctree}}
:hidden:

{tree}
```
"""
