import pytest
from flask_babel import force_locale
from werkzeug.exceptions import BadRequest

from app.ops import error_pages


@pytest.mark.parametrize(
    ("path", "method", "status", "said"),
    [
        ("/nothing-here", "get", 404, "没有找到这一页"),
        ("/healthz", "post", 405, "这个地址不能这样访问"),
        ("/healthz", "delete", 405, "这个地址不能这样访问"),
        ("/breaks", "get", 500, "系统出错了"),
    ],
)
def test_a_failure_is_a_page_in_chinese(make_app, path, method, status, said):
    answer = getattr(make_app().test_client(), method)(path)
    assert answer.status_code == status
    assert said in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert answer.mimetype == "text/html"


def test_a_failure_tells_nothing_of_the_inside(make_app):
    text = make_app().test_client().get("/breaks").text
    assert "Traceback" not in text
    assert "RuntimeError" not in text
    assert "13812345678" not in text


def test_405_says_which_methods_there_are(make_app):
    assert "GET" in make_app().test_client().post("/healthz").headers["Allow"]


def test_too_large_a_form_is_413(make_app):
    client = make_app(MAX_CONTENT_LENGTH=1000).test_client()
    answer = client.post("/echo", data={"text": "x" * 2000})
    assert answer.status_code == 413
    assert "太大" in answer.text


def test_too_many_fields_are_413(make_app):
    client = make_app(MAX_FORM_PARTS=10).test_client()
    many = {f"field{n}": "x" for n in range(20)}
    answer = client.post("/echo", data=many, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_a_form_without_its_token_is_refused_in_chinese(make_app):
    client = make_app(WTF_CSRF_ENABLED=True).test_client()
    answer = client.post("/echo", data={"text": "kept?"})
    assert answer.status_code == 400
    assert "这张表单已经失效" in answer.text


def test_what_was_typed_into_a_lost_form_is_given_back(make_app):
    client = make_app(WTF_CSRF_ENABLED=True).test_client()
    typed = {"detail": "<b>写了很久的详情</b>", "password": "mima-123456", "csrf_token": "stale"}
    text = client.post("/echo", data=typed).text
    assert "&lt;b&gt;写了很久的详情&lt;/b&gt;" in text
    assert "mima-123456" not in text


def test_the_error_page_survives_its_own_failure(make_app, monkeypatch):
    def torn(*_args, **_kwargs):
        raise RuntimeError("no template")

    monkeypatch.setattr(error_pages, "render_template", torn)
    answer = make_app().test_client().get("/nothing-here")
    assert answer.status_code == 404
    assert "<h1>没有找到这一页</h1>" in answer.text


def test_every_status_has_words(app):
    with force_locale("zh_CN"):
        for status, (message, next_step) in error_pages.words().items():
            assert 400 <= status < 600
            assert message
            assert next_step
        teapot = BadRequest()
        teapot.code = 418
        assert error_pages.worded(teapot).message == error_pages.words()[400][0]
