"""The exercises of the course, a file a lesson. What an exercise is, is in ``course.exercise``."""
