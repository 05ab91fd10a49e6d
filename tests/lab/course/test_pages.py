"""A notebook is copied once, and what is there already stays as it is."""

import pytest

from cryptokit.errors import CryptokitError
from cryptokit.lab.course import pages
from cryptokit.lab.course.catalogue import named


def test_a_copy_is_the_notebook_and_is_never_written_over(tmp_path):
    first = pages.copied(named("05"), tmp_path)
    assert not first.kept
    assert first.path.read_bytes() == pages.page(named("05")).read_bytes()
    first.path.write_text("my answers")
    assert pages.copied(named("05"), tmp_path) == pages.Copy(first.path, kept=True)
    assert first.path.read_text() == "my answers"


def test_a_link_of_that_name_is_not_written_through(tmp_path):
    """Even one that leads nowhere."""
    link = tmp_path / "05_splitting_a_key.ipynb"
    link.symlink_to(tmp_path / "elsewhere.ipynb")
    assert pages.copied(named("05"), tmp_path).kept
    assert not (tmp_path / "elsewhere.ipynb").exists()


def test_a_wheel_is_searched_where_there_is_no_checkout(tmp_path, monkeypatch):
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "05_splitting_a_key.ipynb").write_text("{}")
    monkeypatch.setattr(pages, "_PLACES", (tmp_path / "nowhere", inside))
    assert pages.page(named("05")).parent == inside


def test_an_installation_without_notebooks_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "_PLACES", (tmp_path,))
    with pytest.raises(CryptokitError, match="not in this installation"):
        pages.copied(named("05"), tmp_path)
    assert not list(tmp_path.iterdir())
