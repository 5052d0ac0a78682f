"""Videos that people upload: played ones are kept without what was hidden, all others refused."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from app import files
from app.errors import Invalid
from app.videos import MAX_BYTES, opened, save_video
from tests.app.films import box, film, full

PLACE = box(b"udta", box(b"\xa9xyz", b"+30.1234+120.5678/"))
OTHER_TRACK = film(handler=b"meta")[film(handler=b"meta").index(b"trak") - 4 :]


def test_a_video_is_measured_and_loses_place_time_and_name():
    came = film(more=PLACE + box(b"uuid", b"camera 12345"), seconds=3, size=(640, 360))
    kept = opened(came)
    assert (kept.seconds, kept.width, kept.height) == (3.0, 640, 360)
    assert len(kept.body) == len(came)
    for secret in (b"+30.1234", b"camera 12345", b"phone of somebody"):
        assert secret in came
        assert secret not in kept.body
    assert (3_800_000_000).to_bytes(4, "big") not in kept.body
    assert opened(bytes(kept.body)).body == kept.body


def test_a_track_that_is_neither_picture_nor_sound_is_blanked():
    kept = opened(film(more=OTHER_TRACK))
    assert b"meta" not in kept.body
    assert kept.body.count(b"trak") == 1


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "没有收到视频"),
        (b"<html><script>alert(1)</script></html>", "不是可用的视频"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "不是可用的视频"),
        (film()[:-9], "不是可用的视频"),
        (film()[:40], "不是可用的视频"),
        (film(brand=b"qt  "), "不是可用的视频"),
        (film() + box(b"moov"), "不是可用的视频"),
        (film(address=b"http://example.com/x\x00"), "不是可用的视频"),
        (film(more=box(b"stbl", *[box(b"free")] * 3000)), "不是可用的视频"),
        (film(codec=b"hvc1"), "视频编码"),
        (film(handler=b"soun"), "视频编码"),
        (film(size=(0, 0)), "视频编码"),
        (film(seconds=61), "60 秒"),
        (film(seconds=0), "60 秒"),
        (film([bytes(MAX_BYTES)]), "10 MB"),
        (film(more=full(b"mvhd", bytes(3))), "不是可用的视频"),
    ],
)
def test_what_is_no_short_video_is_refused(body, why):
    with pytest.raises(Invalid, match=why) as refused:
        opened(body)
    assert refused.value.next_step


def test_boxes_in_boxes_without_end_are_refused():
    deep = box(b"stbl")
    for _each in range(40):
        deep = box(b"minf", deep)
    with pytest.raises(Invalid):
        opened(film(more=deep))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_damage_breaks_the_reader(data):
    body = bytearray(film(more=PLACE))
    for _each in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Invalid):
        assert len(opened(bytes(body)).body) == len(body)


@pytest.mark.usefixtures("app")
def test_a_video_is_kept_and_answered_in_parts(client, trainee):

    kept = save_video(FileStorage(BytesIO(film())), cohort_id=None, owner_id=trainee.id)
    assert (kept.media_type, kept.width, kept.is_video) == ("video/mp4", 320, True)
    whole = client.get(f"/files/{kept.id}")
    assert whole.mimetype == "video/mp4"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    part = client.get(f"/files/{kept.id}", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, b"ftyp")
    assert files.missing() == []
