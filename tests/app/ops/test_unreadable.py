import pytest


@pytest.mark.parametrize("path", ["/supply?q=a%00b", "/supply?a%00=b", "/listings?q=%00"])
def test_a_zero_byte_in_an_address_is_refused_in_words(client, path):
    page = client.get(path)
    assert page.status_code == 422
    assert "看不见的字符" in page.text


def test_a_zero_byte_in_a_form_is_refused(client):
    page = client.post("/supply/mine/rule", data={"cap": "1\x00"})
    assert page.status_code == 422
    assert "看不见的字符" in page.text
