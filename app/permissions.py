"""Everything the ground floor lets a person do."""

from enum import StrEnum


class Permission(StrEnum):
    HOME = "app:home"
    CLASS_TEACH = "app:class:teach"
    PLATFORM_MANAGE = "app:platform:manage"
    INSTITUTION_MANAGE = "app:institution:manage"
    SLIPS_PRINT = "app:slips:print"
    COHORT_VIEW = "app:cohort:view"
    COHORT_MANAGE = "app:cohort:manage"
    COHORT_CLOSE = "app:cohort:close"
    COHORT_OVERSEE = "app:cohort:oversee"
    CLOCK_CONTROL = "app:clock:control"
    JOURNAL_VIEW = "app:journal:view"
