"""The course as nbgrader finds it; run its commands in this folder."""

c = get_config()  # noqa: F821  # nbgrader brings it
c.CourseDirectory.course_id = "cryptokit"
c.ClearSolutions.code_stub = {
    "python": "# your answer\nraise NotImplementedError('this part is yours to write')"
}
c.ExecutePreprocessor.timeout = 120  # seconds a cell may take
