import json
import logging

import pytest

from app.ops.logs import mask


@pytest.fixture
def lines(capsys):
    """What was logged since, one mapping for each line."""

    def read():
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return read


def test_a_request_is_one_line_of_json(make_app, lines):
    app = make_app()
    lines()
    answer = app.test_client().get("/no/13812345678?name=王小明", headers={"User-Agent": "x"})
    (line,) = lines()
    assert line["route"] == "unmatched"
    assert line["status"] == 404
    assert line["method"] == "GET"
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert line["ms"] >= 0
    assert "王小明" not in json.dumps(line, ensure_ascii=False)
    assert "127.0.0.1" not in json.dumps(line)


def test_a_failure_is_logged_with_its_request_and_without_personal_numbers(make_app, lines):
    app = make_app()
    lines()
    answer = app.test_client().get("/breaks")
    failure = next(line for line in lines() if line["level"] == "error")
    assert failure["request_id"] == answer.headers["X-Request-ID"]
    assert "RuntimeError" in failure["exception"]
    assert "13812345678" not in str(failure)
    assert "11010519491231002X" not in str(failure)


def test_health_pages_are_not_logged(make_app, lines):
    app = make_app()
    lines()
    app.test_client().get("/healthz")
    assert lines() == []


def test_libraries_log_through_the_same_door(make_app, lines):
    make_app()
    lines()
    logging.getLogger("some.library").warning("rang %s", "13912345678")
    (line,) = lines()
    assert line["event"] == "rang ***"
    assert line["level"] == "warning"


@pytest.mark.parametrize("kept", ["20261120230301", "1381234567", "138123456789", "D0000001"])
def test_ordinary_numbers_are_kept(kept):
    assert mask(None, "", {"event": kept}) == {"event": kept}
