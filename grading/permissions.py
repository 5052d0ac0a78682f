"""Everything grading lets a person do."""

from enum import StrEnum


class Permission(StrEnum):
    pass
