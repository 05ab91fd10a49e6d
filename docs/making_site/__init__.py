"""What a build of the site makes before Sphinx reads: reference pages, lessons, the browser's part.

Pure functions that give texts; ``pages.write`` alone writes, and only what has changed.
"""
