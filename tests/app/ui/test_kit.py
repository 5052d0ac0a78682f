"""The parts of the kit, drawn in pages of their own and read back."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from app.ui.globals import first_message
from tests.browser import kit
from tests.conftest import settings
from wsgi import create_app


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("kit")
    app = create_app(settings(folder, f"sqlite:///{folder / 'kit.sqlite'}"))
    kit.add_to(app)
    return app.test_client()


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag, attrs):
        self.all.append((tag, {name: value or "" for name, value in attrs}))


def tags(html: str) -> list[tuple[str, dict[str, str]]]:
    reader = Tags()
    reader.feed(html)
    return reader.all


def test_every_form_carries_its_one_time_key(pages):
    page = pages.get("/kit/").text
    forms = [attrs for tag, attrs in tags(page) if tag == "form" and attrs.get("method") == "post"]
    keys = re.findall(r'name="_key" value="([^"]+)"', page)
    assert len(keys) == len(set(keys)) == len(forms) >= 3
    assert all(8 <= len(key) <= 64 for key in keys)
    assert page.count('name="csrf_token"') == len(forms)


def test_every_field_has_a_label_and_ids_are_unique(pages):
    found = tags(pages.get("/kit/").text)
    ids = [attrs["id"] for _, attrs in found if "id" in attrs]
    labelled = {attrs["for"] for tag, attrs in found if tag == "label" and "for" in attrs}
    fields = {
        attrs["id"]
        for tag, attrs in found
        if tag in {"input", "select", "textarea"}
        and attrs.get("type") != "hidden"
        and "id" in attrs
    }
    assert len(ids) == len(set(ids))
    assert fields - labelled <= {id_ for id_ in fields if id_.startswith("points-")}


def test_a_refused_form_keeps_what_was_typed_and_says_where(pages):
    typed = {"title": "", "price": "abc", "about": "<b>杯子</b>", "days": "2"}
    answer = pages.post("/kit/", data=typed | {"kind": "food", "way": "free", "points": "1"})
    page = answer.text
    assert answer.status_code == 422
    assert "还不能提交：有 2 处要改" in page
    assert 'href="#title"' in page
    assert 'aria-describedby="title-h title-e"' in page
    assert 'value="abc"' in page
    assert "&lt;b&gt;杯子&lt;/b&gt;" in page
    assert "data-refused" in page


def test_a_refusal_says_what_and_the_next_step(pages):
    answer = pages.get("/kit/refused")
    assert answer.status_code == 409
    assert "库存不够：只剩 2 件" in answer.text
    assert "请把数量改为 2 件以内" in answer.text
    assert 'href="/kit/"' in answer.text


def test_the_pager_keeps_the_filters(pages):
    page = pages.get("/kit/?q=杯&state=on").text
    links = re.findall(r'class="page-link" href="([^"]+)"', page)
    assert links
    assert all("state=on" in link and "q=%E6%9D%AF" in link for link in links)
    assert "第 51–100 件，共 523 件" in page


def test_a_chart_has_its_numbers_in_words_and_in_a_table(pages):
    page = pages.get("/kit/").text
    assert 'aria-label="访客：1 日 142人' in page
    assert '<td>昨天</td><td class="is-n">236</td>' in page


def test_a_missing_picture_is_a_blank_one(pages):
    assert "/static/scenes/blank.svg" in pages.get("/kit/mall").text


@pytest.mark.parametrize("path", ["/kit/", "/kit/mall", "/kit/plain", "/kit/refused"])
def test_every_shell_has_one_heading_a_main_and_a_title(pages, path):
    page = pages.get(path).text
    names = [tag for tag, _ in tags(page)]
    assert names.count("h1") == 1
    assert names.count("main") == 1
    assert "· 练摊</title>" in page


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        (["太长"], "太长"),
        ([[], ["不是数"]], "不是数"),
        ([{"sku": ["没有"]}], "没有"),
        ([], ""),
        ((), ""),
    ],
)
def test_the_first_message_is_found_however_deep(errors, said):
    assert first_message(errors) == said
