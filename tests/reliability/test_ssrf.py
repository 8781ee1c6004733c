"""A link in a message leads the gateway nowhere: only the provider's own hosts are ever asked for a file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest

from channels.simulator.twilio_people import signature
from tests.gateway import Running
from tests.people import Person, meet
from tests.waiting import until


class Trap:
    """Something inside the network that nobody outside may reach."""

    def __init__(self) -> None:
        self.visits, self.port = 0, 0

    @asynccontextmanager
    async def set_up(self) -> AsyncIterator["Trap"]:
        def visited(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.visits += 1
            writer.close()

        server = await asyncio.start_server(visited, "127.0.0.1", 0)
        self.port = int(server.sockets[0].getsockname()[1])
        async with server:
            yield self


def leading_astray(trap: int, base: str) -> list[str]:
    """URLs that reach the trap, or the machine, in a reader that is less than careful. `base` is the API's own."""
    own = urlsplit(base).netloc
    return [
        f"http://127.0.0.1:{trap}/",
        f"https://127.0.0.1:{trap}/",
        f"http://localhost:{trap}/x.png",
        f"http://[::1]:{trap}/",
        f"http://[::ffff:127.0.0.1]:{trap}/",
        f"http://0.0.0.0:{trap}/",
        f"http://2130706433:{trap}/",
        f"http://0x7f000001:{trap}/",
        f"http://127.1:{trap}/",
        f"http://api.twilio.com@127.0.0.1:{trap}/",
        f"http://{own}@127.0.0.1:{trap}/",
        f"http://127.0.0.1:{trap}#@api.twilio.com/",
        f"http://127.0.0.1:{trap}\\@{own}/",
        f"http://{own}.127.0.0.1.nip.io:{trap}/",
        f"https://api.twilio.com.127.0.0.1.nip.io:{trap}/",
        f"//127.0.0.1:{trap}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://metadata.google.internal/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:70/",
        "data:image/png;base64,iVBORw0KGgo=",
        "javascript:alert(1)",
        "http://",
        "http://\x00/",
        " ",
        "١٢٧٫٠٫٠٫١",
        "http://１２７.０.０.１/",
    ]


async def send_links(own: Running, person: Person, urls: list[str]) -> None:
    """Signed by Twilio itself, as it would be if Twilio were made to sign anything."""
    url = f"{own.url}/webhooks/twilio"
    for number, link in enumerate(urls):
        form = {"MessageSid": f"MM{person.to}{number:018d}", "From": person.address, "To": "+15005550006"}
        form |= {"Body": "", "NumMedia": "1", "MediaUrl0": link, "MediaContentType0": "image/png"}
        mac = {"X-Twilio-Signature": signature(own.simulator.credentials.twilio_auth_token, url, form)}
        assert (await own.client.post(url, data=form, headers=mac)).status_code == 200


async def test_no_link_in_a_message_is_followed_to_where_the_provider_is_not(spine: Running) -> None:
    person = meet(spine, "twilio_sms")
    async with Trap().set_up() as trap:
        urls = leading_astray(trap.port, spine.simulator.base)
        await send_links(spine, person, urls)

        async def refused() -> bool:
            rows = await person.rows("SELECT state FROM attachment WHERE conversation_id = :conversation")
            return bool(rows) and {r.state for r in rows} == {"failed"}

        await until(refused)
        assert trap.visits == 0
    kept = await person.row("SELECT count(*) AS n FROM inbox WHERE conversation_id = :conversation")
    assert kept.n == len(urls), "the messages themselves are kept"


@pytest.mark.parametrize("field", ["Body", "ProfileName"])
async def test_links_in_words_are_words(spine: Running, field: str) -> None:
    person = meet(spine, "twilio_sms")
    async with Trap().set_up() as trap:
        url = f"{spine.url}/webhooks/twilio"
        form = {"MessageSid": f"SM{person.to}", "From": person.address, "To": "+15005550006", "Body": "سلام"}
        form |= {field: f"انظر http://127.0.0.1:{trap.port}/ ثم أجب"}
        mac = {"X-Twilio-Signature": signature(spine.simulator.credentials.twilio_auth_token, url, form)}
        assert (await spine.client.post(url, data=form, headers=mac)).status_code == 200
        assert await person.hears()
        assert trap.visits == 0
