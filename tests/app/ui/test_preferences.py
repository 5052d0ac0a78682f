import pytest


def cookie(answer) -> str:
    return answer.headers.get("Set-Cookie", "")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("theme", "dark", "theme=dark"),
        ("text", "large", "text=large"),
        ("lang", "en", "language=en"),
    ],
)
def test_a_choice_is_kept_in_the_browser_and_one_stays_where_one_was(client, name, value, said):
    answer = client.post("/preferences", data={"name": name, "value": value, "next": "/login?a=1"})
    assert (answer.status_code, answer.location) == (303, "/login?a=1")
    assert said in cookie(answer)


@pytest.mark.parametrize(
    ("name", "value"), [("theme", "pink"), ("lang", "xx"), ("colour", "dark"), ("", "")]
)
def test_what_cannot_be_chosen_is_refused(client, name, value):
    answer = client.post("/preferences", data={"name": name, "value": value})
    assert answer.status_code == 422
    assert "language=" not in cookie(answer)
    assert "theme=" not in cookie(answer)


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.com/", "//example.com", "/\\example.com", "javascript:1", "", "/a\nb"],
)
def test_a_choice_never_leads_to_another_site(client, elsewhere):
    data = {"name": "theme", "value": "dark", "next": elsewhere}
    assert client.post("/preferences", data=data).location == "/"


def test_the_page_follows_the_choice(client):
    client.set_cookie("theme", "dark")
    client.set_cookie("text", "large")
    page = client.get("/").text
    assert 'data-bs-theme="dark"' in page
    assert 'data-text="large"' in page


def test_a_made_up_choice_changes_nothing(client):
    client.set_cookie("theme", '"><script>')
    assert 'data-bs-theme="light"' in client.get("/").text
