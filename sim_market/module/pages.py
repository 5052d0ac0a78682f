"""Addresses of the market and what stands in the navigation."""

from flask_babel import lazy_gettext as _l

from app.module import NavEntry
from sim_market.after_sales import routes as after_sales_routes
from sim_market.bulk import routes as bulk_routes
from sim_market.buyers import routes as buyers_routes
from sim_market.customer_service import routes as service_routes
from sim_market.decoration import routes as decoration_routes
from sim_market.finance import routes as finance_routes
from sim_market.freight import routes as freight_routes
from sim_market.groups import routes as groups_routes
from sim_market.listings import routes as listings_routes
from sim_market.mall import routes as mall_routes
from sim_market.orders import routes as orders_routes
from sim_market.orders.routes import members as members_routes
from sim_market.permissions import Permission
from sim_market.presales import routes as presales_routes
from sim_market.promotions import routes as promotions_routes
from sim_market.reconciliation import routes as reconciliation_routes
from sim_market.reviews import routes as reviews_routes
from sim_market.rules import routes as rules_routes
from sim_market.stores import routes as stores_routes
from sim_market.violations import routes as violations_routes

BLUEPRINTS = [
    rules_routes.bp,
    stores_routes.bp,
    stores_routes.class_bp,
    freight_routes.bp,
    listings_routes.bp,
    promotions_routes.bp,
    promotions_routes.platform_bp,
    orders_routes.bp,
    members_routes.bp,
    reconciliation_routes.bp,
    after_sales_routes.bp,
    groups_routes.bp,
    presales_routes.bp,
    reviews_routes.bp,
    finance_routes.bp,
    finance_routes.class_bp,
    service_routes.bp,
    violations_routes.bp,
    mall_routes.bp,
    mall_routes.questions_bp,
    buyers_routes.bp,
    buyers_routes.market_bp,
    buyers_routes.events_bp,
    buyers_routes.mode_bp,
    decoration_routes.bp,
    bulk_routes.bp,
]

# What folds together in the navigation.
STORE = _l("店铺")
GOODS = _l("商品")
TRADE = _l("交易")
SERVICE = _l("客服")
FUNDS = _l("资金")
RULES = _l("规则")
ROUNDS = _l("巡店")
MARKET = _l("市场")

NAV = [
    NavEntry(_l("店铺"), "stores.index", "shop", Permission.STORE_MANAGE, order=20, group=STORE),
    NavEntry(
        _l("班级店铺"),
        "store_reviews.index",
        "shop",
        Permission.STORE_REVIEW,
        order=22,
        group=ROUNDS,
    ),
    NavEntry(
        _l("装修"), "decoration.index", "palette", Permission.STORE_DECORATE, order=25, group=STORE
    ),
    NavEntry(
        _l("商品"), "listings.index", "box-seam", Permission.LISTING_MANAGE, order=30, group=GOODS
    ),
    NavEntry(
        _l("运费"), "freight.index", "truck", Permission.FREIGHT_MANAGE, order=35, group=STORE
    ),
    NavEntry(
        _l("营销"),
        "promotions.index",
        "ticket-perforated",
        Permission.LISTING_MANAGE,
        order=35,
        group=GOODS,
    ),
    NavEntry(_l("订单"), "orders.index", "receipt", Permission.ORDER_VIEW, order=40, group=TRADE),
    NavEntry(
        _l("售后"),
        "after_sales.index",
        "arrow-counterclockwise",
        Permission.AFTER_SALE_MANAGE,
        order=45,
        group=TRADE,
    ),
    NavEntry(
        _l("班级纠纷"),
        "after_sales.disputes",
        "arrow-counterclockwise",
        Permission.AFTER_SALE_JUDGE,
        order=72,
        group=ROUNDS,
    ),
    NavEntry(
        _l("客服"), "service.index", "chat-dots", Permission.SERVICE_MANAGE, order=46, group=SERVICE
    ),
    NavEntry(_l("评价"), "reviews.index", "star", Permission.REVIEW_REPLY, order=47, group=SERVICE),
    NavEntry(
        _l("问大家"),
        "questions.index",
        "question-circle",
        Permission.QUESTION_ANSWER,
        order=46,
        group=SERVICE,
    ),
    NavEntry(
        _l("资金"), "finance.index", "wallet2", Permission.FINANCE_VIEW, order=60, group=FUNDS
    ),
    NavEntry(
        _l("班级资金"),
        "class_funds.index",
        "wallet2",
        Permission.FUNDS_GRANT,
        order=60,
        group=ROUNDS,
    ),
    NavEntry(
        _l("对账"),
        "reconciliation.index",
        "wallet2",
        Permission.FINANCE_VIEW,
        order=61,
        group=FUNDS,
    ),
    NavEntry(
        _l("支付对账"),
        "reconciliation.in_class",
        "wallet2",
        Permission.PAYMENT_WATCH,
        order=73,
        group=ROUNDS,
    ),
    NavEntry(
        _l("规则"), "rules.index", "journal-check", Permission.RULES_VIEW, order=70, group=RULES
    ),
    NavEntry(
        _l("违规"),
        "violations.index",
        "shield-exclamation",
        Permission.VIOLATION_VIEW,
        order=71,
        group=RULES,
    ),
    NavEntry(
        _l("班级违规"),
        "violations.in_class",
        "shield-exclamation",
        Permission.VIOLATION_JUDGE,
        order=71,
        group=ROUNDS,
    ),
    NavEntry(_l("数据"), "traffic.index", "bar-chart", Permission.TRAFFIC_VIEW, order=48),
    NavEntry(
        _l("市场事件"),
        "market_events.index",
        "megaphone",
        Permission.MARKET_STEER,
        order=72,
        group=MARKET,
    ),
    NavEntry(
        _l("平台活动"),
        "platform_coupons.index",
        "ticket-perforated",
        Permission.MARKET_STEER,
        order=73,
        group=MARKET,
    ),
    NavEntry(
        _l("市场报告"), "market.report", "graph-up", Permission.MARKET_STUDY, order=72, group=MARKET
    ),
]
