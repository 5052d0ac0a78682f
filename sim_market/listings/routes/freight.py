"""The shipping templates that a listing may name."""

from sim_market.freight.queries import list_templates
from sim_market.stores.models import Store


def freight_templates(store: Store) -> list[tuple[int, str]]:
    """(id, name) of the store's own templates."""
    return [(each.id, each.name) for each in list_templates(store)]
