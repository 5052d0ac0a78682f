"""Changing listings, their prices and their stock."""

from sim_market.listings.operations.editing import (
    change_price as change_price,
)
from sim_market.listings.operations.editing import (
    create_listing as create_listing,
)
from sim_market.listings.operations.editing import (
    edit_listing as edit_listing,
)
from sim_market.listings.operations.selling import (
    put_on_sale as put_on_sale,
)
from sim_market.listings.operations.selling import (
    take_off_sale as take_off_sale,
)
from sim_market.listings.operations.stock import (
    count_stock as count_stock,
)
from sim_market.listings.operations.stock import (
    hold_all as hold_all,
)
from sim_market.listings.operations.stock import (
    hold_stock as hold_stock,
)
from sim_market.listings.operations.stock import (
    mark_supplied as mark_supplied,
)
from sim_market.listings.operations.stock import (
    release_all as release_all,
)
from sim_market.listings.operations.stock import (
    release_stock as release_stock,
)
from sim_market.listings.operations.stock import (
    return_stock as return_stock,
)
from sim_market.listings.operations.stock import (
    sell_all as sell_all,
)
from sim_market.listings.operations.stock import (
    sell_stock as sell_stock,
)
from sim_market.listings.operations.stock import (
    set_stock as set_stock,
)
