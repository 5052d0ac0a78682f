"""Who finds a door to the mall: those who buy, those who oversee; not those who score blind."""

import pytest

from app.identity.models import Role
from tests import make


@pytest.mark.parametrize("address", ["/mall", "/mall/search", "/mall/stores/1", "/mall/visit/1"])
def test_whoever_scores_blind_does_not_see_the_shops(app, address):
    make.sku()
    browser = make.browser(app, make.member(Role.SCORING_LECTURER).user)
    page = browser.get(address)
    assert page.status_code == 403
    assert 'href="/mall' not in page.text


@pytest.mark.parametrize("role", [Role.INSTITUTION_ADMIN, Role.AUTHORITY, Role.PLATFORM_ADMIN])
def test_whoever_oversees_a_class_is_led_into_its_mall(app, role):
    of = make.sku().cohort
    browser = make.browser(app, make.member(role).user)
    assert f'href="/mall/visit/{of.id}"' in browser.get(f"/cohorts/{of.id}").text
    entered = browser.get(f"/mall/visit/{of.id}", follow_redirects=True)
    assert (entered.status_code, entered.request.path) == (200, "/mall")


def test_words_of_the_address_builder_in_an_address_are_no_filters(app):
    make.sku()
    browser = make.browser(app, make.member(Role.TRAINEE).user)
    asked = "_external=1&_scheme=javascript&_anchor=x&endpoint=x&store_id=9&q=杯"
    page = browser.get(f"/mall/search?{asked}")
    assert page.status_code == 200
    assert 'href="javascript:' not in page.text


def test_an_address_of_invisible_characters_is_refused(app):
    browser = make.browser(app, make.member(Role.TRAINEE).user)
    typed = {"receiver": "\u202e\u200b", "province": "河南省", "city": "郑州市", "street": "一号",
             "phone_tail": "1234"}  # fmt: skip
    assert browser.post("/mall/me", data=typed).status_code == 422


def test_a_variant_with_an_impossible_number_is_refused(app):
    sku = make.sku()
    listing = sku.listing
    browser = make.browser(app, make.member(Role.TRAINEE).user)
    typed = {"sku_id": "9" * 20, "quantity": "1"}
    assert browser.post(f"/mall/listings/{listing.id}", data=typed).status_code == 422
    good = {"sku_id": str(sku.id), "quantity": "1"}
    assert browser.post(f"/mall/listings/{listing.id}", data=good).status_code == 303
    assert browser.get(f"/mall/checkout?sku_id={'9' * 20}&quantity=1").status_code == 404
