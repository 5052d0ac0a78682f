"""Quotes and refunds as JSON: every figure that was reckoned, with its words."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sim_market.promotions.pricing.quote import Applied, Quote, QuotedLine, Skipped
from sim_market.promotions.pricing.refund import Refund, Refunds
from sim_market.promotions.pricing.terms import Missing
from sim_market.promotions.said import missing_words, step_words

Paper = dict[str, Any]


def written_quote(quote: Quote) -> Paper:
    """A quote, as docs/quote.md describes it."""
    return {
        "version": quote.version,
        "settings": {name: value.value for name, value in asdict(quote.settings).items()},
        "totals": _totals(quote),
        "lines": [_line(quote, line) for line in quote.lines],
        "not_ticked": [line.id for line in quote.basket.lines if not line.ticked],
        "shipping": [asdict(fee) for fee in quote.shipping],
        "applied": [_applied(each) for each in quote.applied],
        "skipped": [_skipped(each) for each in quote.skipped],
        "gifts": [
            {"promotion": promotion.id, "sku": gift.sku, "quantity": gift.quantity}
            for promotion, gift in quote.gifts
        ],
        "waterfall": [
            {"text": step_words(step), "fen": step.fen, "after_fen": step.after_fen}
            for step in quote.waterfall()
        ],
    }


def _totals(quote: Quote) -> Paper:
    return {
        "list_fen": quote.list_fen,
        "discount_fen": quote.discount_fen,
        "adjust_fen": quote.adjust_fen,
        "goods_fen": quote.goods_fen,
        "shipping_list_fen": sum(fee.list_fen for fee in quote.shipping),
        "shipping_fen": quote.shipping_fen,
        "pay_fen": quote.pay_fen,
        "deposit_fen": quote.deposit_fen,
        "balance_fen": quote.balance_fen,
        "platform_fen": quote.platform_fen,
        "commission_base_fen": sum(quote.commission_base_fen(line) for line in quote.lines),
    }


def _line(quote: Quote, line: QuotedLine) -> Paper:
    return {
        "id": line.line.id,
        "sku": line.line.sku,
        "store": line.line.store,
        "price_fen": line.line.price_fen,
        "quantity": line.line.quantity,
        "list_fen": line.list_fen,
        "shares": dict(line.shares),
        "discount_fen": line.discount_fen,
        "adjust_fen": line.adjust_fen,
        "pay_fen": line.pay_fen,
        "units_fen": list(line.units),
        "deposit_fen": line.deposit_fen,
        "platform_fen": line.platform_fen,
        "commission_base_fen": quote.commission_base_fen(line),
    }


def _applied(each: Applied) -> Paper:
    promotion = each.promotion
    return {
        "id": promotion.id,
        "version": promotion.version,
        "name": promotion.name,
        "kind": promotion.kind.value,
        "phase": promotion.phase.value,
        "base_fen": each.base_fen,
        "wanted_fen": each.wanted_fen,
        "fen": each.fen,
        "times": each.times,
        "lines": each.lines,
        "units": {line: list(units) for line, units in each.units.items()},
        "shipping": list(each.shipping),
        "platform_fen": each.platform_fen,
        "store_fen": each.store_fen,
        "next": _missing(each.next) if each.next else None,
    }


def _skipped(each: Skipped) -> Paper:
    promotion = each.promotion
    return {
        "id": promotion.id,
        "name": promotion.name,
        "kind": promotion.kind.value,
        "phase": promotion.phase.value,
    } | _missing(each.missing)


def _missing(missing: Missing) -> Paper:
    facts: Mapping[str, int | str] = missing.facts
    return {"reason": missing.reason.value, "facts": dict(facts), "text": missing_words(missing)}


def written_refund(refunds: Refunds) -> Paper:
    """All rounds of an order's refunds, and what is left."""
    return {
        "rounds": [_round(refund) for _said, refund in refunds.rounds.values()],
        "refunded_fen": refunds.fen,
        "left_fen": refunds.quote.pay_fen - refunds.fen,
    }


def _round(refund: Refund) -> Paper:
    return {
        "key": refund.key,
        "fen": refund.fen,
        "goods_fen": refund.goods_fen,
        "shipping_fen": refund.shipping_fen,
        "points_fen": refund.points_fen,
        "units": {
            line: {str(unit): fen for unit, fen in units.items()}
            for line, units in refund.unit_fen.items()
        },
        "subsidy_back_fen": refund.subsidy_back_fen,
        "commission_base_back_fen": refund.commission_base_back_fen,
        "coupons_back": list(refund.coupons_back),
        "left_fen": refund.left_fen,
    }
