"""Everything supply_chain writes in the journal."""

from enum import StrEnum


class Verb(StrEnum):
    pass
