"""What the market brings to the application."""

from datetime import timedelta

from flask_babel import lazy_gettext as _l

from app.identity.models import STAFF_OF_STORES, Role
from app.module import BoardColumn, Cell, Module, NavEntry, Tick
from sim_market.after_sales import checks as after_sales_checks
from sim_market.after_sales import home as after_sales_home
from sim_market.after_sales import operations as after_sales
from sim_market.after_sales import routes as after_sales_routes
from sim_market.after_sales.models import RefundReason
from sim_market.bulk import checks as bulk_checks
from sim_market.bulk import operations as bulk
from sim_market.bulk import routes as bulk_routes
from sim_market.buyers import checks as buyers_checks
from sim_market.buyers import operations as buyers
from sim_market.buyers import routes as buyers_routes
from sim_market.buyers.figures import traffic_chart, traffic_figures
from sim_market.buyers.report.commands import market as market_commands
from sim_market.customer_service import cases as service_cases
from sim_market.customer_service import home as service_home
from sim_market.customer_service import operations as service
from sim_market.customer_service import routes as service_routes
from sim_market.decoration import home as decoration_home
from sim_market.decoration import routes as decoration_routes
from sim_market.decoration.said import page_texts
from sim_market.finance import board as finance_board
from sim_market.finance import checks as finance_checks
from sim_market.finance import closing as finance_closing
from sim_market.finance import home as finance_home
from sim_market.finance import operations as finance
from sim_market.finance import routes as finance_routes
from sim_market.freight import checks as freight_checks
from sim_market.freight import routes as freight_routes
from sim_market.freight.operations import USED_BY
from sim_market.ledger import checks as ledger_checks
from sim_market.listings import checks as listings_checks
from sim_market.listings import home as listings_home
from sim_market.listings import operations as listings
from sim_market.listings import routes as listings_routes
from sim_market.listings.operations import indexing
from sim_market.listings.queries.freight import uses_of_freight
from sim_market.mall import home as mall_home
from sim_market.mall import routes as mall_routes
from sim_market.mall.queries.questions import question_texts
from sim_market.orders import checks as orders_checks
from sim_market.orders import operations as orders
from sim_market.orders import routes as orders_routes
from sim_market.orders.models import CloseReason
from sim_market.permissions import Permission
from sim_market.promotions import checks as promotions_checks
from sim_market.promotions import operations as promotions
from sim_market.promotions import routes as promotions_routes
from sim_market.reviews import routes as reviews_routes
from sim_market.rules import routes as rules_routes
from sim_market.stores import home as stores_home
from sim_market.stores import routes as stores_routes
from sim_market.stores.operations import UNSETTLED
from sim_market.verbs import WORDS, Verb
from sim_market.violations import checks as violations_checks
from sim_market.violations import closing as violations_closing
from sim_market.violations import home as violations_home
from sim_market.violations import operations as violations
from sim_market.violations import routes as violations_routes
from sim_market.violations.detect import SOURCES
from sim_market.violations.detect.talks import service_texts

CHATS = {
    service_home.WAITING: service_home.waiting,
    service_home.SINCE: service_home.since,
    service_cases.OPEN: service_cases.open_complaints,
}
VISITOR = {Permission.RULES_VIEW, Permission.MALL_VIEW}
TEACHERS = (Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT)

REASONS = {
    f"value:reason:{reason.value}": reason.word for reason in (*RefundReason, *CloseReason)
}  # as the journal names them

USED_BY.append(uses_of_freight)  # a template that goods name is not deleted
UNSETTLED += [*finance_closing.ASKED, violations_closing.owed_to_buyers]  # before closing
SOURCES.append(page_texts)  # the patrol reads what stores publish
SOURCES.append(service_texts)  # and what they say to buyers
SOURCES.append(question_texts)  # and what merchants say in questions and answers

MODULE = Module(
    name="sim_market",
    ticks=[Tick("bulk.forget_pictures", bulk.forget_pictures, timedelta(hours=1))],
    words=WORDS | REASONS,
    commands=[market_commands],
    blueprints=[
        rules_routes.bp,
        stores_routes.bp,
        stores_routes.class_bp,
        freight_routes.bp,
        listings_routes.bp,
        promotions_routes.bp,
        orders_routes.bp,
        after_sales_routes.bp,
        reviews_routes.bp,
        finance_routes.bp,
        service_routes.bp,
        violations_routes.bp,
        mall_routes.bp,
        mall_routes.questions_bp,
        buyers_routes.bp,
        buyers_routes.market_bp,
        decoration_routes.bp,
        bulk_routes.bp,
    ],
    handlers={
        "listings.go_on_sale": listings.go_on_sale,
        "buyers.hour": buyers.play_hour,
        "buyers.purchase": buyers.buy,
        "buyers.ask": buyers.ask_about_goods,
        "buyers.ask_order": buyers.ask_about_order,
        "buyers.receive": buyers.receive,
        "buyers.review": buyers.review,
        "buyers.return": buyers.send_back,
        "buyers.post_back": buyers.post_back,
        "buyers.complain": buyers.complain,
        "buyers.cancel": buyers.cancel,
        "promotions.begin": promotions.begin_due,
        "promotions.end": promotions.end_due,
        "orders.close_unpaid": orders.close_unpaid,
        "orders.note_late": orders.note_late,
        "orders.deliver": orders.deliver_by_hand,
        "orders.auto_receive": orders.auto_receive,
        "after_sales.silence": after_sales.silence,
        "after_sales.return_due": after_sales.return_due,
        "after_sales.confirm_due": after_sales.confirm_due,
        "after_sales.decide_due": after_sales.decide_due,
        "finance.settle": finance.settle_due,
        "service.react": service.react,
        "service.give_up": service.give_up,
        "service.decide": service.decide_due,
        "service.promise": service.look_at_promise,
        "violations.patrol": violations.patrol,
        "violations.appeal_due": violations.appeal_due,
        "violations.end_penalty": violations.end_penalty,
    },
    nav=[
        NavEntry(_l("店铺"), "stores.index", "shop", Permission.STORE_MANAGE, order=20),
        NavEntry(_l("班级店铺"), "store_reviews.index", "shop", Permission.STORE_REVIEW, order=22),
        NavEntry(_l("装修"), "decoration.index", "palette", Permission.STORE_DECORATE, order=25),
        NavEntry(_l("商品"), "listings.index", "box-seam", Permission.LISTING_MANAGE, order=30),
        NavEntry(_l("运费"), "freight.index", "truck", Permission.FREIGHT_MANAGE, order=35),
        NavEntry(
            _l("营销"), "promotions.index", "ticket-perforated", Permission.LISTING_MANAGE, order=35
        ),
        NavEntry(_l("交易"), "orders.index", "receipt", Permission.ORDER_VIEW, order=40),
        NavEntry(
            _l("售后"),
            "after_sales.index",
            "arrow-counterclockwise",
            Permission.AFTER_SALE_MANAGE,
            order=45,
        ),
        NavEntry(
            _l("班级纠纷"),
            "after_sales.disputes",
            "arrow-counterclockwise",
            Permission.AFTER_SALE_JUDGE,
            order=72,
        ),
        NavEntry(_l("客服"), "service.index", "chat-dots", Permission.SERVICE_MANAGE, order=46),
        NavEntry(_l("评价"), "reviews.index", "star", Permission.REVIEW_REPLY, order=47),
        NavEntry(
            _l("问大家"),
            "questions.index",
            "question-circle",
            Permission.QUESTION_ANSWER,
            order=46,
        ),
        NavEntry(_l("资金"), "finance.index", "wallet2", Permission.FINANCE_VIEW, order=60),
        NavEntry(_l("规则"), "rules.index", "journal-check", Permission.RULES_VIEW, order=70),
        NavEntry(
            _l("违规"),
            "violations.index",
            "shield-exclamation",
            Permission.VIOLATION_VIEW,
            order=71,
        ),
        NavEntry(
            _l("班级违规"),
            "violations.in_class",
            "shield-exclamation",
            Permission.VIOLATION_JUDGE,
            order=71,
        ),
        NavEntry(_l("数据"), "traffic.index", "bar-chart", Permission.TRAFFIC_VIEW, order=48),
        NavEntry(_l("市场报告"), "market.report", "graph-up", Permission.MARKET_STUDY, order=72),
    ],
    board=[
        *finance_board.COLUMNS,
        BoardColumn(_l("违规"), violations_home.board_cells, Cell(_l("0 分"))),
    ],
    grants={
        **dict.fromkeys(Role, VISITOR),
        Role.SCORING_LECTURER: {Permission.RULES_VIEW},  # blind: what they score is frozen
        **dict.fromkeys(
            TEACHERS,
            VISITOR
            | {Permission.QUESTION_ASK, Permission.VIOLATION_JUDGE, Permission.STORE_REVIEW}
            | {Permission.AFTER_SALE_JUDGE, Permission.MARKET_STUDY},
        ),
        Role.STORE_SERVICE: VISITOR
        | {Permission.ORDER_VIEW, Permission.AFTER_SALE_MANAGE, Permission.REVIEW_REPLY}
        | {Permission.SERVICE_MANAGE, Permission.QUESTION_ANSWER},
        Role.STORE_WAREHOUSE: VISITOR | {Permission.ORDER_VIEW, Permission.ORDER_MANAGE},
        Role.STORE_OPERATOR: VISITOR
        | {Permission.LISTING_MANAGE, Permission.STORE_DECORATE, Permission.FREIGHT_MANAGE}
        | {Permission.TRAFFIC_VIEW},
        Role.TRAINEE: VISITOR
        | {Permission.STORE_MANAGE, Permission.LISTING_MANAGE, Permission.MALL_BUY}
        | {Permission.STORE_DECORATE, Permission.FREIGHT_MANAGE}
        | {Permission.QUESTION_ASK, Permission.QUESTION_ANSWER}
        | {Permission.ORDER_VIEW, Permission.ORDER_MANAGE, Permission.AFTER_SALE_MANAGE}
        | {Permission.SERVICE_MANAGE}
        | {Permission.REVIEW_REPLY, Permission.FINANCE_VIEW, Permission.TRAFFIC_VIEW}
        | {Permission.VIOLATION_VIEW},
    },
    checks={
        "listings.stock_adds_up": listings_checks.stock_adds_up,
        "listings.search_in_step": listings_checks.search_says_what_goods_say,
        "listings.versions_in_step": listings_checks.versions_are_numbered_without_gaps,
        "bulk.rows_follow_their_run": bulk_checks.rows_follow_their_run,
        **ledger_checks.CHECKS,
        **promotions_checks.CHECKS,
        **orders_checks.CHECKS,
        **after_sales_checks.CHECKS,
        **freight_checks.CHECKS,
        **finance_checks.CHECKS,
        **violations_checks.CHECKS,
        **buyers_checks.CHECKS,
    },
    counts={
        Role.STORE_SERVICE: CHATS,
        Role.TRAINEE: CHATS
        | {
            mall_home.UNANSWERED: mall_home.unanswered,
            decoration_home.PUBLISHED: decoration_home.published,
        },
    },
    todos={
        Role.STORE_SERVICE: [service_home.to_answer, finance_home.to_answer, finance_home.to_reply],
        Role.STORE_WAREHOUSE: [finance_home.to_ship],
        Role.STORE_OPERATOR: [
            listings_home.sold_out,
            listings_home.frozen,
            listings_home.sent_back,
        ],
        Role.TRAINEE: [
            finance_home.to_ship,
            violations_home.to_cure,
            service_home.to_answer,
            service_cases.to_state,
            finance_home.to_answer,
            finance_home.to_reply,
            mall_home.to_answer,
            stores_home.returned,
            stores_home.unfinished,
            listings_home.sold_out,
            listings_home.frozen,
            listings_home.sent_back,
        ],
        **{
            role: [violations_home.to_decide, stores_home.to_review, after_sales_home.to_decide]
            for role in TEACHERS
        },
    },
    steps={
        Role.TRAINEE: [listings_home.steps, decoration_home.steps, finance_home.steps],
        **{role: [stores_home.duties] for role in STAFF_OF_STORES},
    },
    figures={
        Role.TRAINEE: [finance_home.figures, traffic_figures],
        **{role: [stores_home.employer] for role in STAFF_OF_STORES},
        Role.STORE_OPERATOR: [stores_home.employer, traffic_figures],
    },
    charts={Role.TRAINEE: [traffic_chart]},
    reactions={
        Verb.STORE_OPENED: [violations.start_patrols, buyers.open_market],
        Verb.ORDER_DELIVERED: [buyers.expect_receipt],
        Verb.STORE_CHANGED: [violations.on_store_changed, indexing.on_store_changed],
        Verb.LISTING_CHANGED: [violations.on_listing_changed],
        Verb.LISTING_OFF_SALE: [violations.on_listing_changed],
        Verb.ORDER_PAID: [violations.on_order_paid, buyers.expect_question],
        Verb.ORDER_LATE: [violations.on_order_late],
        Verb.ORDER_SHIPPED: [violations.on_order_shipped],
        Verb.ORDER_CLOSED: [violations.on_order_ended],
        Verb.ORDER_RECEIVED: [finance.on_received],
        Verb.REFUND_AGREED: [violations.on_refund_agreed, finance.on_after_sale_ended],
        Verb.REFUND_REJECTED: [finance.on_after_sale_ended, buyers.on_refused],
        Verb.REFUND_WITHDRAWN: [finance.on_after_sale_ended],
        Verb.RETURN_LAPSED: [finance.on_after_sale_ended],
        Verb.DISPUTE_DECIDED: [finance.on_after_sale_ended],
        Verb.RETURN_AGREED: [buyers.on_return_agreed],
    },
)
