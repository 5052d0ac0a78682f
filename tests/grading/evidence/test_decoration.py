"""The page that buyers saw is frozen by value: words, pictures by hash, goods, versions."""

import json

import pytest

from app.db import db
from app.files import StoredFile
from grading.evidence.collect import practice_record
from grading.evidence.snapshot import canonical
from sim_market.decoration import operations
from sim_market.decoration.queries import find_page
from tests import make
from tests.sim_market.listings.drafts import listing

pytestmark = pytest.mark.usefixtures("app")
HOSTILE = "<script>alert(1)</script>"


def decorated(text="杯子都是手工拉坯"):
    goods = listing()
    store = goods.store
    page = operations.page_of(store)
    operations.add_block(page, "text", version=page.version)
    said = {"title": "关于我们", "text": text}
    operations.change_block(page, 1, said, version=find_page(store).version)
    operations.add_block(page, "goods", version=find_page(store).version)
    publish(store)
    return store


def publish(store):
    page = find_page(store)
    operations.publish(page, store, version=page.version, actor=store.owner)


def part_of(store):
    db.session.flush()
    return practice_record(store.cohort, store.owner)["decoration"]


def test_nothing_published_is_null():
    assert part_of(listing().store) is None


def test_the_published_page_is_frozen_with_its_goods_and_versions():
    store = decorated()
    publish(store)
    part = part_of(store)
    assert (part["number"], part["published_times"], len(part["versions"])) == (2, 2, 2)
    words, goods = part["blocks"]
    assert (words["kind"], words["title"], words["text"]) == (
        "text", "关于我们", "杯子都是手工拉坯",
    )  # fmt: skip
    assert [row["price_fen"] for row in goods["goods"]] == [3900]
    assert canonical(json.loads(json.dumps({"decoration": part})))


def test_a_draft_that_was_not_published_is_not_evidence():
    store = decorated()
    page = find_page(store)
    operations.change_block(page, 1, {"title": "没发布"}, version=page.version)
    assert part_of(store)["blocks"][0]["title"] == "关于我们"


def test_what_a_trainee_wrote_is_shown_as_text(app):
    with app.test_request_context():
        parts = app.jinja_env.get_template("grading/evidence/parts.html").module
        document = {"store": {"name": "青禾"}, "decoration": part_of(decorated(HOSTILE))}
        shown = str(parts.storefront(document, lambda sha256: sha256))
    assert HOSTILE not in shown
    assert "&lt;script&gt;" in shown
    assert 'href="' not in shown


def test_uploaded_pictures_are_named_by_their_hash():
    store = decorated()
    file = make.saved(stored(store))
    page = find_page(store)
    operations.add_block(page, "story", version=page.version)
    block_id = find_page(store).blocks[-1]["id"]
    said = {"picture": str(file.id), "text": "工坊", "title": ""}
    operations.change_block(page, block_id, said, version=find_page(store).version)
    publish(store)
    assert part_of(store)["blocks"][-1]["pictures"] == [{"sha256": "a" * 64}]


def stored(store):
    return StoredFile(
        cohort_id=store.cohort_id, owner_id=store.owner_id, sha256="a" * 64,
        media_type="image/png", size=10, width=800, height=600,
    )  # fmt: skip
