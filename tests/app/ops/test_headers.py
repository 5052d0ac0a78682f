import pytest

from app.ops.headers import POLICY


@pytest.mark.parametrize("path", ["/", "/nothing", "/healthz", "/static/theme.css", "/version"])
def test_every_answer_carries_the_headers(client, path):
    with client.get(path) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "X-Request-ID" in headers


def test_the_policy_allows_nothing_inline():
    assert "unsafe" not in POLICY
    assert "frame-ancestors 'none'" in POLICY


def test_pages_of_a_person_are_not_kept(client):
    answer = client.get("/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_logging_out_clears_what_the_browser_kept(client):
    assert "Clear-Site-Data" not in client.get("/").headers
    answer = client.post("/logout")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_style_sheets_are_kept(client):
    with client.get("/static/theme.css") as answer:
        assert "no-store" not in answer.headers["Cache-Control"]


def test_https_is_remembered_over_https_only(client):
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    secure = client.get("/healthz", base_url="https://localhost")
    assert "max-age=" in secure.headers["Strict-Transport-Security"]


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(make_app):
    app = make_app(SESSION_COOKIE_SECURE=True)
    assert app.config["SESSION_COOKIE_HTTPONLY"]
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_a_foreign_host_name_is_refused(make_app):
    client = make_app(TRUSTED_HOSTS=["class.example.edu"]).test_client()
    good = client.get("/healthz", base_url="http://class.example.edu")
    evil = client.get("/version", base_url="http://evil.example")
    assert good.status_code == 200
    assert evil.status_code == 400
    assert "这个请求无法处理" in evil.text


def test_forwarded_addresses_count_only_behind_a_known_proxy(make_app):
    said = {"X-Forwarded-Proto": "https", "X-Request-ID": "chosen-by-caller"}
    alone = make_app().test_client().get("/healthz", headers=said)
    assert "Strict-Transport-Security" not in alone.headers
    assert alone.headers["X-Request-ID"] != "chosen-by-caller"
    behind = make_app(PROXIES=1).test_client().get("/healthz", headers=said)
    assert "Strict-Transport-Security" in behind.headers
    assert behind.headers["X-Request-ID"] == "chosen-by-caller"


@pytest.mark.parametrize("said", ["a", "x" * 65, "new\tline-here", "<script>alert</script>"])
def test_an_odd_request_id_is_replaced(make_app, said):
    answer = make_app(PROXIES=1).test_client().get("/healthz", headers={"X-Request-ID": said})
    assert answer.headers["X-Request-ID"] != said
