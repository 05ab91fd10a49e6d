"""The quizzes of the course, a file a lesson. What a quiz is, is in ``course.quiz``."""
