import pytest


def test_a_picture_is_drawn_and_may_be_kept_for_ever(app):
    answer = app.test_client().get("/pictures/mug-8-dots-arch--60-close.svg")
    assert answer.status_code == 200
    assert answer.mimetype == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert answer.text.startswith("<svg ")


@pytest.mark.parametrize("key", ["mug", "mug-9-dots-arch-40", "%2e%2e", "mug-8-dots-arch-40<b>"])
def test_what_is_no_key_is_not_found(app, key):
    assert app.test_client().get(f"/pictures/{key}.svg").status_code == 404
