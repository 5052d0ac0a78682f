"""Everything the ground floor lets a person do."""

from enum import StrEnum


class Permission(StrEnum):
    PLATFORM_MANAGE = "app:platform:manage"
    INSTITUTION_MANAGE = "app:institution:manage"
    COHORT_VIEW = "app:cohort:view"
    COHORT_MANAGE = "app:cohort:manage"
    COHORT_OVERSEE = "app:cohort:oversee"
    CLOCK_CONTROL = "app:clock:control"
    JOURNAL_VIEW = "app:journal:view"
