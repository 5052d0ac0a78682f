"""Everything the ground floor writes in the journal."""

from enum import StrEnum


class Verb(StrEnum):
    SIGNED_IN = "identity.signed_in"
    SIGNED_OUT_EVERYWHERE = "identity.signed_out_everywhere"
    PASSWORD_CHANGED = "identity.password_changed"  # noqa: S105 - a verb, not a password
    PASSWORD_RESET = "identity.password_reset"  # noqa: S105
    USER_CREATED = "identity.user_created"
    ROLE_GRANTED = "identity.role_granted"
    ROLE_ENDED = "identity.role_ended"
    INSTITUTION_CREATED = "institution.created"
    SCHEME_LOADED = "scheme.loaded"
    COHORT_PLANNED = "cohort.planned"
    COHORT_OPENED = "cohort.opened"
    COHORT_CLOSED = "cohort.closed"
    ROSTER_IMPORTED = "cohort.roster_imported"
    CLOCK_STARTED = "clock.started"
    CLOCK_PAUSED = "clock.paused"
    CLOCK_RATE_SET = "clock.rate_set"
    CLOCK_STEPPED = "clock.stepped"
