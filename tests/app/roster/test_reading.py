"""Reading the files that people send: the odd, the broken and the hostile."""

import time

import pytest

from app import sheets as reading
from app.errors import Invalid
from app.roster import table
from tests.app.roster import files

pytestmark = pytest.mark.usefixtures("app")


def people(body):
    found = table.find_people(reading.read(body))
    assert found is not None
    return [(one.name, one.phone, one.problem) for one in found.people]


def test_a_real_spreadsheet_is_read_as_a_person_would_hope():
    found = table.find_people(reading.read(files.as_people_make_them()))
    assert found is not None
    assert [(p.row, p.name, p.phone, p.problem, p.other_row) for p in found.people] == [
        (5, "王小满", "13800138001", None, None),
        (6, "李白露", "13800138002", None, None),
        (7, "赵霜降", "13800138003", None, None),
        (8, "钱冬至", "13800138004", None, None),
        (9, "孙立春", "13800138001", "phone_twice", 5),
        (10, "周雨水", "1380013800", "phone_wrong", None),
        (11, "", "13800138007", "name_missing", None),
        (12, "吴惊蛰", "", "phone_missing", None),
        (13, "阿迪力·买买提", "13800138009", None, None),
    ]
    assert found.passed_over == [(16, "合计:9 人")]
    assert found.unused == ["序号", "性别", "身份证号"]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_text_in_the_encodings_of_china(code, mark):
    text = f"手机号码{mark}学员姓名\r\n13800138001{mark}王小满\r\n\r\n"
    assert people(text.encode(code)) == [("王小满", "13800138001", None)]


@pytest.mark.parametrize(
    ("name", "phone"),
    [("姓名", "手机"), ("学员姓名", "联系方式"), ("Name", "Phone"),
     ("真实姓名*", "移动电话 (必填)"), ("姓\n名", "手机号码：")],
)  # fmt: skip
def test_heads_by_any_of_their_names(name, phone):
    body = files.xlsx([["", phone, name], ["", "13800138001", "王小满"]])
    assert people(body) == [("王小满", "13800138001", None)]


@pytest.mark.parametrize(
    ("name", "phone", "problem"),
    [("王小满", "1.38001E+10", "phone_rounded"), ("王" * 41, "13800138001", "name_long"),
     ("12345", "13800138001", "name_odd"), ("<script>alert(1)</script>", "13800138001", "name_odd"),
     ("+cmd|' /C calc'!A0", "13800138001", "name_odd"), ("王小满", "12345678901", "phone_wrong"),
     ("王小满", "١٣٨٠٠١٣٨٠٠١", "phone_wrong"), ("王小满", "138001380011", "phone_wrong"),
     ("王\u202e小满", "13800138001", None), ("\u200b王小满\ufeff", "008613800138001", None)],
)  # fmt: skip
def test_what_is_wrong_with_a_row(name, phone, problem):
    [(found_name, found_phone, said)] = people(files.xlsx([["姓名", "手机号"], [name, phone]]))
    assert said == problem
    if problem is None:
        assert (found_name, found_phone) == ("王小满", "13800138001")


def test_the_list_may_stand_on_a_later_sheet():
    body = files.xlsx([["姓名", "电话"], ["王小满", 13800138001]], before_sheets=["说明"])
    assert people(body) == [("王小满", "13800138001", None)]


def test_a_sum_that_begins_before_the_names_is_no_person():
    rows = [["序号", "姓名", "手机号"], ["1", "王小满", "13800138001"], ["合计", "1", ""]]
    assert people(files.xlsx(rows)) == [("王小满", "13800138001", None)]


def test_a_cell_at_the_far_corner_costs_nothing():
    body = files.repack(
        files.xlsx([["姓名", "手机号"], ["王小满", "13800138001"]]),
        lambda name, xml: xml.replace(
            b"</sheetData>",
            b'<row r="1048576"><c r="XFD1048576" t="n"><v>1</v></c></row></sheetData>',
        ) if name.endswith("sheet1.xml") else xml,
    )  # fmt: skip
    start = time.monotonic()
    assert people(body) == [("王小满", "13800138001", None)]
    assert time.monotonic() - start < 2


HOSTILE = {
    "nothing": b"",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    "an old .xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "half a zip": files.as_people_make_them()[:3000],
    "a zip of something else": files.repack(files.xlsx([["x"]]), lambda name, _xml: b"hello"),
    "broken xml": files.repack(files.xlsx([["x"]]), lambda _name, xml: xml[:-20]),
    "a bomb": files.bomb(),
    "a bomb that lies": files.lying_bomb(),
    "too many rows": files.xlsx([["姓名", "手机号"], *([["王小满", 13800138001]] * 5001)]),
    "too many columns": files.xlsx([[f"列{n}" for n in range(61)]]),
    "too big": b"a" * (reading.MOST_BYTES + 1),
    "csv of NULs": "姓名,手机号\n王\x00,1\n".encode(),
    "one endless line": b"x," * 400_000,
    "an endless cell": b'"' + b"x" * 1_000_000,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_and_broken_files_are_refused_quickly(what):
    start = time.monotonic()
    with pytest.raises(Invalid) as refusal:
        reading.read(HOSTILE[what])
    assert time.monotonic() - start < 4
    assert refusal.value.next_step


def test_entities_in_xml_are_not_expanded():
    laughs = b'<!DOCTYPE x [<!ENTITY a "' + b"ha" * 1000 + b'">]>'
    body = files.repack(
        files.xlsx([["姓名", "手机号"], ["王小满", "13800138001"]]),
        lambda name, xml: (
            laughs + xml.replace(b"13800138001", b"&a;")
            if name.endswith(("sheet1.xml", "sharedStrings.xml"))
            else xml
        ),
    )
    with pytest.raises(Invalid):
        reading.read(body)


def test_no_head_no_people():
    sheets = reading.read(files.xlsx([["王小满", "13800138001"], ["李白露", "13800138002"]]))
    assert table.find_people(sheets) is None
