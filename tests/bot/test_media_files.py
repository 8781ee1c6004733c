"""What is kept of a file: its real type, its pixels, nothing that hides; all else is refused in words."""

import io
import warnings
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from bot.filetypes import type_of
from bot.media import RefusedFile, examined

SECRET = b"1098765432"
FORMS = ("JPEG", "PNG", "WEBP", "GIF")
OFFICE = "application/vnd.openxmlformats-officedocument"


def picture(form: str, size: tuple[int, int] = (24, 16), **save: object) -> bytes:
    output = io.BytesIO()
    Image.new("RGB", size, "teal").save(output, form, **save)
    return output.getvalue()


def zipped(*names: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return output.getvalue()


KEPT = {
    "image/jpeg": picture("JPEG"),
    "image/png": picture("PNG"),
    "image/webp": picture("WEBP"),
    "image/gif": picture("GIF"),
    "application/pdf": b"%PDF-1.7\n",
    "audio/ogg": b"OggS" + bytes(30),
    "audio/amr": b"#!AMR\n\x3c",
    "audio/mpeg": b"ID3\x03" + bytes(20),
    "audio/aac": b"\xff\xf1\x50\x80" + bytes(20),
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "audio/mp4": b"\0\0\0\x18ftypM4A " + bytes(20),
    "video/mp4": b"\0\0\0\x18ftypmp42" + bytes(20),
    "video/3gpp": b"\0\0\0\x18ftyp3gp5" + bytes(20),
    "video/quicktime": b"\0\0\0\x14ftypqt  " + bytes(20),
    "video/webm": b"\x1aE\xdf\xa3" + bytes(20),
    f"{OFFICE}.wordprocessingml.document": zipped("[Content_Types].xml", "word/document.xml"),
    f"{OFFICE}.spreadsheetml.sheet": zipped("[Content_Types].xml", "xl/workbook.xml"),
}
REFUSED = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "html": b"<html><script>1</script></html>",
    "text": "هويتي 1098765432".encode(),
    "zip": zipped("program.exe"),
    "half a zip": zipped("[Content_Types].xml", "word/document.xml")[:40],
    "macros": zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "presentation": zipped("[Content_Types].xml", "ppt/presentation.xml"),
    "program": b"MZ\x90\0" + bytes(60),
    "elf": b"\x7fELF" + bytes(60),
    "script": b"#!/bin/sh\n",
    "heic": b"\0\0\0\x18ftypheic" + bytes(20),
    "avi": b"RIFF\x24\0\0\0AVI LIST",
    "nothing": b"",
}


@pytest.mark.parametrize("mime", KEPT)
def test_kinds_that_people_send_are_known_by_their_content(mime: str) -> None:
    assert type_of(KEPT[mime]) == mime


@pytest.mark.parametrize("kind", REFUSED)
def test_what_could_run_or_hide_is_refused(kind: str) -> None:
    assert type_of(REFUSED[kind]) is None
    with pytest.raises(RefusedFile, match="not accepted"):
        examined(REFUSED[kind])


def test_nothing_that_hides_in_a_picture_survives() -> None:
    exif, note = Image.Exif(), PngImagePlugin.PngInfo()
    exif[0x010E] = SECRET.decode()
    note.add_text("place", SECRET.decode())
    hiding = [
        picture("JPEG", exif=exif, comment=SECRET, icc_profile=b"icc" + SECRET),
        picture("PNG", pnginfo=note, exif=exif),
        picture("WEBP", exif=exif, xmp=SECRET),
        picture("GIF", comment=SECRET),
        picture("JPEG") + SECRET,
    ]
    for content in hiding:
        assert SECRET in content
        kept, _ = examined(content)
        assert SECRET not in kept
        assert Image.open(io.BytesIO(kept)).size == (24, 16)


def test_a_picture_is_turned_upright_before_its_orientation_is_forgotten() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    kept, _ = examined(picture("JPEG", exif=exif))
    assert Image.open(io.BytesIO(kept)).size == (16, 24)


def test_a_picture_of_a_billion_pixels_is_refused_before_it_is_unpacked() -> None:
    header = bytearray(picture("PNG"))
    header[16:24] = (40_000).to_bytes(4, "big") * 2
    with pytest.raises(RefusedFile):
        examined(bytes(header))


@pytest.mark.parametrize("form", FORMS)
@given(data=st.data())
@settings(max_examples=60)
def test_no_damaged_picture_raises_anything_but_a_refusal(form: str, data: st.DataObject) -> None:
    content = bytearray(picture(form))
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(8, len(content) - 1))] = data.draw(st.integers(0, 255))
    content = content[: data.draw(st.integers(12, len(content)))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the reader's remarks on what is broken
        try:
            kept, mime = examined(bytes(content))
        except RefusedFile:
            return
    assert type_of(kept) == mime
