"""Who may do what in the market."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from app.identity.models import Role
from sim_market.permissions import Permission

VISITOR = {Permission.RULES_VIEW, Permission.MALL_VIEW}
TEACHERS = (Role.TEACHING_LECTURER, Role.TEACHING_ASSISTANT)


GRANTS: Mapping[str, AbstractSet[str]] = {
    **dict.fromkeys(Role, VISITOR),
    Role.SCORING_LECTURER: {Permission.RULES_VIEW},  # blind: what they score is frozen
    Role.AUTHORITY: VISITOR | {Permission.MARKET_STUDY},
    Role.INSTITUTION_ADMIN: VISITOR | {Permission.MARKET_STUDY, Permission.MARKET_MODE},
    **dict.fromkeys(
        TEACHERS,
        VISITOR
        | {Permission.QUESTION_ASK, Permission.VIOLATION_JUDGE, Permission.STORE_REVIEW}
        | {Permission.AFTER_SALE_JUDGE, Permission.MARKET_STUDY, Permission.PAYMENT_WATCH}
        | {Permission.MARKET_STEER, Permission.MARKET_MODE, Permission.FUNDS_GRANT},
    ),
    Role.STORE_SERVICE: VISITOR
    | {Permission.ORDER_VIEW, Permission.AFTER_SALE_MANAGE, Permission.REVIEW_REPLY}
    | {Permission.SERVICE_MANAGE, Permission.QUESTION_ANSWER},
    Role.STORE_WAREHOUSE: VISITOR | {Permission.ORDER_VIEW, Permission.ORDER_MANAGE},
    Role.STORE_OPERATOR: VISITOR
    | {Permission.LISTING_MANAGE, Permission.STORE_DECORATE, Permission.FREIGHT_MANAGE}
    | {Permission.TRAFFIC_VIEW, Permission.ADS_MANAGE},
    Role.TRAINEE: VISITOR
    | {Permission.STORE_MANAGE, Permission.LISTING_MANAGE, Permission.MALL_BUY}
    | {Permission.STORE_DECORATE, Permission.FREIGHT_MANAGE}
    | {Permission.QUESTION_ASK, Permission.QUESTION_ANSWER}
    | {Permission.ORDER_VIEW, Permission.ORDER_MANAGE, Permission.AFTER_SALE_MANAGE}
    | {Permission.SERVICE_MANAGE}
    | {Permission.REVIEW_REPLY, Permission.FINANCE_VIEW, Permission.TRAFFIC_VIEW}
    | {Permission.VIOLATION_VIEW, Permission.ADS_MANAGE},
}
