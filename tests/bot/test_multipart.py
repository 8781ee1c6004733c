from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.multipart import File, TooLarge, read_body, read_form


def encoded(data: dict[str, str], files: list[tuple[str, tuple[str, bytes]]]) -> tuple[str, bytes]:
    request = httpx.Request("POST", "http://x", data=data, files=files or None)
    return request.headers["content-type"], request.read()


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=40)


@given(st.dictionaries(st.sampled_from(["csrf", "national_id", "iban"]), texts, min_size=1), st.binary(max_size=300))
def test_what_a_client_encodes_is_read_back(data: dict[str, str], content: bytes) -> None:
    form = read_form(
        *encoded(data, [("documents", ("عقد الإيجار.pdf", content)), ("documents", ("2.png", b"--x\r\n"))])
    )
    assert form.texts == data
    assert form.files == {"documents": [File("عقد الإيجار.pdf", content), File("2.png", b"--x\r\n")]}


@given(st.dictionaries(st.sampled_from(["csrf", "iban"]), texts, min_size=1))
def test_plain_forms_are_read_too(data: dict[str, str]) -> None:
    assert read_form(*encoded(data, [])).texts == data


@given(st.text(max_size=60), st.binary(max_size=400))
def test_any_bytes_are_read_without_an_error(content_type: str, body: bytes) -> None:
    read_form(content_type, body)
    form = read_form("multipart/form-data; boundary=b", b"--b\r\n" + body)
    assert all(isinstance(text, str) for text in form.texts.values())


def test_an_empty_file_input_is_no_file_and_folders_are_cut_off() -> None:
    body = (
        b'--b\r\nContent-Disposition: form-data; name="documents"; filename=""\r\n\r\n\r\n'
        b'--b\r\nContent-Disposition: form-data; name="documents"; filename="C:\\\\docs\\\\a%22b.pdf"\r\n\r\nx\r\n--b--'
    )
    assert read_form("multipart/form-data; boundary=b", body).files == {"documents": [File('a"b.pdf', b"x")]}


async def test_a_body_over_the_limit_is_not_read_to_its_end() -> None:
    read = 0

    async def stream() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(100):
            read += 1
            yield b"x" * 10

    with pytest.raises(TooLarge):
        await read_body(stream(), 55)
    assert read == 6
