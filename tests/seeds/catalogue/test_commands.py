import sqlalchemy as sa

from app.db import db
from supply_chain.suppliers.models import Product, ProductSku, Supplier


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_an_empty_platform_gets_its_suppliers_once(app):
    db.session.commit()
    run = app.test_cli_runner().invoke
    first, second = run(args=["catalogue", "load"]), run(args=["catalogue", "load"])
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert count(Supplier) >= 60
    assert count(Product) >= 600
    assert count(ProductSku) >= 1_500
    assert second.output.rstrip().endswith(" 0 new")
