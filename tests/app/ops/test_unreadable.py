import pytest


@pytest.mark.parametrize("path", ["/supply?q=a%00b", "/supply?a%00=b", "/listings?q=%00"])
def test_a_zero_byte_in_an_address_is_refused_in_words(client, path):
    page = client.get(path)
    assert page.status_code == 422
    assert "看不见的字符" in page.text


@pytest.mark.parametrize("path", ["/cohorts/1%00", "/supply/products/P%00", "/%00"])
def test_there_is_no_place_with_a_zero_byte_in_its_name(client, path):
    assert client.get(path).status_code == 404


def test_a_zero_byte_in_a_form_is_refused(client):
    page = client.post("/supply/mine/rule", data={"cap": "1\x00"})
    assert page.status_code == 422
    assert "看不见的字符" in page.text
