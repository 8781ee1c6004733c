"""A Rasa server as we speak to it: one text in, what its model makes of it out."""

import re
from dataclasses import dataclass
from typing import Any

import httpx

from nlu.interpreter import Entity, Unavailable

FALLBACK = "nlu_fallback"
# Below Sanic's own five seconds, so that no request meets a connection that the server is just closing.
_KEEP_ALIVE_S = 4.0
_LIMITS = httpx.Limits(max_connections=16, max_keepalive_connections=16, keepalive_expiry=_KEEP_ALIVE_S)
_GREETING = "السلام عليكم"
_LEADING = re.compile(r"[\s/]*")


@dataclass(frozen=True, slots=True)
class Parsed:
    """`probabilities` by intent, Rasa's own fallback left out; `fell_back` says whether Rasa chose it."""

    probabilities: dict[str, float]
    fell_back: bool
    entities: tuple[Entity, ...]


class RasaServer:
    """`url` may carry Rasa's token (`http://rasa:5005?token=…`): it is sent with each request and shown nowhere."""

    def __init__(self, url: str, timeout_s: float, transport: httpx.AsyncBaseTransport | None = None) -> None:
        address = httpx.URL(url)
        self._http = httpx.AsyncClient(
            base_url=address.copy_with(query=None),
            timeout=timeout_s,
            transport=_WithToken(transport or httpx.AsyncHTTPTransport(limits=_LIMITS), address.params.get("token")),
            trust_env=False,
        )

    async def parse(self, text: str) -> Parsed:
        """Offsets are those of `text`. Raises Unavailable for anything but an answer that makes sense."""
        try:
            response = await self._http.post("model/parse", json={"text": spoken(text)})
            response.raise_for_status()
            return parsed(response.json())
        except httpx.HTTPStatusError as error:
            raise Unavailable(f"Rasa answers {error.response.status_code}") from error
        except httpx.HTTPError as error:
            raise Unavailable(f"Rasa cannot be reached: {type(error).__name__}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unavailable(f"Rasa's answer makes no sense: {type(error).__name__}") from error

    async def answers(self) -> bool:
        """Whether a text is understood now: the server is there and has a model."""
        try:
            await self.parse(_GREETING)
        except Unavailable:
            return False
        return True

    async def close(self) -> None:
        await self._http.aclose()


def spoken(text: str) -> str:
    """The text as a saying, of the same length. Rasa takes a leading slash for a command that names its intent itself;
    and lone surrogates cannot travel.
    """
    lead = _LEADING.match(text)
    end = lead.end() if lead else 0
    return (text[:end].replace("/", " ") + text[end:]).encode("utf-8", "replace").decode()


def parsed(answer: dict[str, Any]) -> Parsed:
    """Reads the answer of POST /model/parse. Raises ValueError, KeyError, TypeError or AttributeError."""
    probabilities = {row["name"]: float(row["confidence"]) for row in answer["intent_ranking"]}
    probabilities.pop(FALLBACK, None)
    if not probabilities:
        raise ValueError("no model")
    return Parsed(
        probabilities, answer["intent"]["name"] == FALLBACK, tuple(_entity(row) for row in answer.get("entities", ()))
    )


def _entity(row: dict[str, Any]) -> Entity:
    confidence = float(row.get("confidence_entity", 1.0))
    return Entity(str(row["entity"]), row["value"], int(row["start"]), int(row["end"]), confidence)


class _WithToken(httpx.AsyncBaseTransport):
    """Adds the token below the level at which httpx logs and reports addresses."""

    def __init__(self, inner: httpx.AsyncBaseTransport, token: str | None) -> None:
        self._inner, self._token = inner, token

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._token is None:
            return await self._inner.handle_async_request(request)
        url = request.url.copy_merge_params({"token": self._token})
        return await self._inner.handle_async_request(
            httpx.Request(
                request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
            )
        )

    async def aclose(self) -> None:
        await self._inner.aclose()
