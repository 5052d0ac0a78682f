"""Everything the market lets a person do."""

from enum import StrEnum


class Permission(StrEnum):
    STORE_MANAGE = "market:store:manage"
    STORE_DECORATE = "market:store:decorate"
    FREIGHT_MANAGE = "market:freight:manage"
    STORE_REVIEW = "market:store:review"
    LISTING_MANAGE = "market:listing:manage"
    ORDER_VIEW = "market:order:view"
    ORDER_MANAGE = "market:order:manage"
    AFTER_SALE_MANAGE = "market:after_sale:manage"
    AFTER_SALE_JUDGE = "market:after_sale:judge"
    REVIEW_REPLY = "market:review:reply"
    SERVICE_MANAGE = "market:service:manage"
    FINANCE_VIEW = "market:finance:view"
    RULES_VIEW = "market:rules:view"
    MALL_VIEW = "market:mall:view"
    MALL_BUY = "market:mall:buy"
    QUESTION_ASK = "market:question:ask"
    QUESTION_ANSWER = "market:question:answer"
    VIOLATION_VIEW = "market:violation:view"
    VIOLATION_JUDGE = "market:violation:judge"
    TRAFFIC_VIEW = "market:traffic:view"
    MARKET_STUDY = "market:market:study"
    MARKET_STEER = "market:market:steer"
    ADS_MANAGE = "market:ads:manage"
