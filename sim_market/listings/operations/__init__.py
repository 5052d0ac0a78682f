"""Changing listings, their prices and their stock."""

from sim_market.listings.operations.editing import (
    create_listing as create_listing,
)
from sim_market.listings.operations.saving import (
    change_price as change_price,
)
from sim_market.listings.operations.saving import (
    change_prices as change_prices,
)
from sim_market.listings.operations.saving import (
    edit_listing as edit_listing,
)
from sim_market.listings.operations.saving import (
    replace_skus as replace_skus,
)
from sim_market.listings.operations.saving import (
    save_listing as save_listing,
)
from sim_market.listings.operations.selling import (
    cancel_schedule as cancel_schedule,
)
from sim_market.listings.operations.selling import (
    freeze_listing as freeze_listing,
)
from sim_market.listings.operations.selling import (
    go_on_sale as go_on_sale,
)
from sim_market.listings.operations.selling import (
    put_on_sale as put_on_sale,
)
from sim_market.listings.operations.selling import (
    schedule_sale as schedule_sale,
)
from sim_market.listings.operations.selling import (
    submit_listing as submit_listing,
)
from sim_market.listings.operations.selling import (
    take_off_sale as take_off_sale,
)
from sim_market.listings.operations.selling import (
    unfreeze_listing as unfreeze_listing,
)
from sim_market.listings.operations.shelving import (
    bin_listing as bin_listing,
)
from sim_market.listings.operations.shelving import (
    copy_listing as copy_listing,
)
from sim_market.listings.operations.shelving import (
    restore_listing as restore_listing,
)
from sim_market.listings.operations.shelving import (
    restore_version as restore_version,
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
from sim_market.listings.operations.views import (
    drop_view as drop_view,
)
from sim_market.listings.operations.views import (
    keep_view as keep_view,
)
