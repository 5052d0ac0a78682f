"""Everything grading lets a person do."""

from enum import StrEnum


class Permission(StrEnum):
    STANDARD_VIEW = "grading:standard:view"
    STANDARD_MANAGE = "grading:standard:manage"
    SUBMISSION_MAKE = "grading:submission:make"
    SUBMISSION_VIEW = "grading:submission:view"
    DRAW_VIEW = "grading:draw:view"
    DRAW_RUN = "grading:draw:run"
    SCORE = "grading:score"
    RESULT_OWN = "grading:result:own"
    RESULT_VIEW = "grading:result:view"
    RESULT_RELEASE = "grading:result:release"
