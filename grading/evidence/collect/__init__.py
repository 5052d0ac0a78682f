"""The practice record of one trainee, by value: everything that a scoring standard may cite.

The document holds only texts, whole numbers, booleans and null. Times are seconds since the
sandbox began (`..._seconds`), money is fen. Pictures are keys of drawings, or {"sha256"} of an
upload. Nothing in it names the trainee.

    taken        at (real time), day, sim_seconds, clock (rate of the sandbox), seed
    store        null, or state, name, intro, logo, category, category_name, opened_seconds,
                 ship_hours, rounds [{state, seconds, problems [{rule, says}]}]
    listings     code, title, title_bytes, category, category_name, on_sale, was_on_sale,
                 attributes, images, detail [{kind, text | image}], price_fen, margin_bp,
                 problems [{about, rule, says}], source null or {product, supplier},
                 skus [{code, spec, price_fen, cost_fen, on_hand, reserved, sold, weight_g}]
    orders       number, state, own, simulated, placed_seconds, paid_seconds, ship_seconds (from
                 payment to shipment), late, scanned, carrier, tracking_number, received_seconds,
                 completed_seconds, pay_fen, refunded_fen, lines [{title, spec, quantity, pay_fen}]
    after_sales  number, order, state, reason, words, answer, amount_fen, asked_seconds, answered,
                 by_silence, answer_seconds (from request to answer)
    reviews      number, order, stars, service, logistics, text, reply
    supply       orders [{number, order, state, cost_fen, shipped}],
                 stock [{sku, name, shop, supply, oversold}]
    violations   number, rule, says, serious, corrected
    service      null, or asked, in_time (of these within 3 minutes), rated,
                 satisfaction_hundredths, judged, points (their mean), auto_reply, phrases, faqs,
                 talks [{number, simulated, state, satisfaction, opened_seconds,
                 lines [{side, text, seconds, waited, points, why}]}]: the latest ones
    decoration   null, or number, published_seconds, published_times, versions [{number, seconds,
                 kinds}], groups [{name, goods}], blocks [{kind, word, show, title, text, pictures,
                 video, goods [{code, title, price_fen, picture}], groups}]: what buyers see
"""

from flask_babel import force_locale

from app import clock
from app.cohorts.models import Cohort
from app.identity.models import User
from grading.evidence.collect import compliance, decoration, desk, market, supply
from grading.evidence.collect.values import seconds
from grading.evidence.snapshot import Document


def practice_record(cohort: Cohort, trainee: User, *, to_show: bool = True) -> Document:
    """Everything a trainee has done in the sandbox so far. What it says is Chinese, for good.

    Without `to_show` it lacks what is only looked at and never measured: the published page,
    and what was said at the service desk.
    """
    with force_locale("zh_CN"):
        store, served = market.store_of(cohort, trainee)
        mapped = supply.mapped_skus(store) if store else []
        sources = supply.sources_of(mapped)
        return {
            "taken": _taken(cohort),
            "store": market.store_part(store, cohort) if store else None,
            "listings": market.listings_part(store, cohort, sources) if store else [],
            "orders": market.orders_part(store, cohort, trainee) if store else [],
            "after_sales": market.after_sales_part(store, cohort) if store else [],
            "reviews": market.reviews_part(store) if store else [],
            "supply": supply.supply_part(store, mapped) if store else {"orders": [], "stock": []},
            "violations": compliance.violations_part(store, cohort) if store else [],
            "service": desk.service_part(store, served, cohort, to_show=to_show) if store else None,
            "decoration": decoration.decoration_part(store, cohort) if store and to_show else None,
        }


def _taken(cohort: Cohort) -> dict[str, str | int]:
    return {
        "at": clock.now().isoformat(timespec="seconds"),
        "day": cohort.day,
        "sim_seconds": seconds(cohort.sim_at, cohort) or 0,
        "seed": cohort.seed,
        "scenario": cohort.scenario,
        "day_minutes": cohort.day_minutes,
    }
