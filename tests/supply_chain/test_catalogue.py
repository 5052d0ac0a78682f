"""The generated catalogue in the market: every product can be listed as it is."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.db import db
from seeds.catalogue.generate import generate
from sim_market.rules.listing_check import ListingFacts, listing_problems
from sim_market.rules.pack import pack
from sim_market.rules.problems import blocking
from supply_chain.sourcing.drafting import draft_of, market_quality
from supply_chain.suppliers.models import Product
from supply_chain.suppliers.operations import load_catalogue
from tests import make
from tests.supply_chain import goods

pytestmark = pytest.mark.usefixtures("app")


def test_one_click_meets_no_rule_of_the_mall():
    load_catalogue(generate())
    rules, refused = pack(make.ordinary_cohort()), []
    products = db.session.scalars(sa.select(Product).options(selectinload(Product.skus))).all()
    for product in products:
        draft = draft_of(product, goods.wanted(product))
        facts = ListingFacts(
            title=draft.title,
            category_code=draft.category_code,
            attributes=draft.attributes,
            images=draft.images,
            texts=[block["text"] for block in draft.detail if block["kind"] == "text"],
            prices_fen=[sku.price_fen for sku in draft.skus],
            available=sum(sku.stock for sku in draft.skus),
        )
        refused += [(product.name, p.message) for p in listing_problems(facts, rules)]
        assert not blocking(listing_problems(facts, rules))
    assert len(products) >= 600
    assert refused == []


def test_true_quality_spreads_about_the_middle():
    felt = [market_quality(product.quality_milli) for product in generate().products]
    assert min(felt) >= -1_000
    assert max(felt) <= 1_000
    assert abs(sum(felt)) < 60 * len(felt)
    assert max(felt) - min(felt) > 600
