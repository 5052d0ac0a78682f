"""What the market says on home pages and on the board."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.identity.models import STAFF_OF_STORES, Role
from app.identity.viewer import Viewer
from app.module import BoardColumn, Cell, Chart, Figure, Step, Todo
from sim_market.buyers import home as buyers_home
from sim_market.buyers.figures import traffic_chart, traffic_figures
from sim_market.customer_service import cases as service_cases
from sim_market.customer_service import home as service_home
from sim_market.decoration import home as decoration_home
from sim_market.finance import board as finance_board
from sim_market.finance import home as finance_home
from sim_market.listings import home as listings_home
from sim_market.mall import home as mall_home
from sim_market.orders import home as orders_home
from sim_market.reviews import home as reviews_home
from sim_market.stores import home as stores_home
from sim_market.violations import home as violations_home

TEACHERS = (Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT)

CHATS = {
    service_home.WAITING: service_home.waiting,
    service_home.SINCE: service_home.since,
    service_cases.OPEN: service_cases.open_complaints,
}

BOARD = [
    *finance_board.COLUMNS,
    BoardColumn(_l("违规"), violations_home.board_cells, Cell(_l("0 分"))),
]

COUNTS: Mapping[str, Mapping[str, Callable[[Viewer], Any]]] = {
    Role.STORE_SERVICE: CHATS,
    Role.TRAINEE: CHATS
    | {
        buyers_home.NEWS: buyers_home.news,
        mall_home.UNANSWERED: mall_home.unanswered,
        decoration_home.PUBLISHED: decoration_home.published,
    },
}

TODOS: Mapping[str, Sequence[Callable[[Viewer], Todo | None]]] = {
    Role.STORE_SERVICE: [
        orders_home.unpaid,
        service_home.to_answer,
        finance_home.to_answer,
        finance_home.to_reply,
    ],
    Role.STORE_WAREHOUSE: [orders_home.urged, finance_home.to_ship, orders_home.invoices],
    Role.STORE_OPERATOR: [
        listings_home.sold_out,
        listings_home.frozen,
        listings_home.sent_back,
    ],
    Role.TRAINEE: [
        orders_home.urged,
        orders_home.unpaid,
        finance_home.to_ship,
        orders_home.invoices,
        violations_home.to_cure,
        service_home.to_answer,
        service_cases.to_state,
        finance_home.to_answer,
        finance_home.to_reply,
        buyers_home.to_read,
        mall_home.to_answer,
        stores_home.returned,
        stores_home.unfinished,
        listings_home.sold_out,
        listings_home.frozen,
        listings_home.sent_back,
    ],
    **{
        role: [
            violations_home.to_decide,
            stores_home.to_review,
            reviews_home.to_decide,
            reviews_home.to_judge,
            finance_home.to_grant,
        ]
        for role in TEACHERS
    },
}

STEPS: Mapping[str, Sequence[Callable[[Viewer], Sequence[Step]]]] = {
    Role.TRAINEE: [listings_home.steps, decoration_home.steps, finance_home.steps],
    **{role: [stores_home.duties] for role in STAFF_OF_STORES},
}

FIGURES: Mapping[str, Sequence[Callable[[Viewer], Sequence[Figure]]]] = {
    Role.TRAINEE: [finance_home.figures, traffic_figures],
    **{role: [stores_home.employer] for role in STAFF_OF_STORES},
    Role.STORE_OPERATOR: [stores_home.employer, traffic_figures],
}

CHARTS: Mapping[str, Sequence[Callable[[Viewer], Chart | None]]] = {Role.TRAINEE: [traffic_chart]}
