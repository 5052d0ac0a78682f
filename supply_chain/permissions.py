"""Everything supply_chain lets a person do."""

from enum import StrEnum


class Permission(StrEnum):
    SUPPLY_VIEW = "supply:market:view"
    SUPPLY_SOURCE = "supply:market:source"
    SUPPLY_STOCK = "supply:stock:manage"
    SUPPLY_ORDER = "supply:order:manage"
