"""What can be chosen above the goods of the supply market: chips and selects, with their links."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.ui.globals import here
from sim_market.rules.categories import Category, find_category, top_categories
from supply_chain.sourcing.forms import LEADS
from supply_chain.suppliers.queries import Sort

Chip = tuple[str, str, bool]
Option = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Choices:
    """Chips of top categories and, below a chosen one, of its leaves; options of the selects."""

    tops: list[Chip]
    leaves: list[Chip]
    leads: list[Option]
    provinces: list[Option]
    sorts: list[Option]


def choices_for(category: Category | None, provinces: Sequence[str]) -> Choices:
    """All that can be chosen, with what is chosen marked."""
    top = find_category(category.top_code) if category else None
    everything = (_("全部类目"), here(category=None, page=None), category is None)
    return Choices(
        tops=[everything, *(_chip(each, top) for each in top_categories())],
        leaves=[_chip(each, category) for each in top.leaves()] if top else [],
        leads=[(str(hours), _("%(n)s 小时内发货", n=hours)) for hours in LEADS],
        provinces=[(province, province) for province in provinces],
        sorts=_sorts(),
    )


def _sorts() -> list[Option]:
    return [
        (Sort.CHEAP.value, _("成本从低到高")),
        (Sort.DEAR.value, _("成本从高到低")),
        (Sort.MARGIN.value, _("建议毛利从高到低")),
        (Sort.FAST.value, _("发货最快")),
    ]


def _chip(category: Category, chosen: Category | None) -> Chip:
    url = here(category=category.code, page=None)
    return category.name, url, chosen is not None and chosen.code == category.code
