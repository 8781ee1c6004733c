"""A sentence encoder behind an OpenAI-compatible /v1/embeddings, wherever it runs."""

from collections.abc import Sequence

import httpx
import numpy as np

from nlu.embedded.encoder import EncoderError, clean, unit
from nlu.embedded.vectors import Floats

_BATCH = 64


class RemoteEncoder:
    """Any server that speaks OpenAI's /v1/embeddings; `url` ends in /v1."""

    def __init__(
        self,
        url: str,
        model: str,
        *,
        api_key: str | None = None,
        timeout_s: float = 2.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._http = httpx.Client(base_url=url.rstrip("/"), headers=headers, timeout=timeout_s, transport=transport)
        self._model = model

    @property
    def name(self) -> str:
        return f"remote/{self._model}"

    def encode(self, texts: Sequence[str]) -> Floats:
        batches = [self._batch(texts[i : i + _BATCH]) for i in range(0, len(texts), _BATCH)]
        return unit(np.concatenate(batches))

    def close(self) -> None:
        self._http.close()

    def _batch(self, texts: Sequence[str]) -> Floats:
        try:
            body = {"model": self._model, "input": [clean(text) for text in texts]}
            answer = self._http.post("/embeddings", json=body).raise_for_status().json()
            rows = sorted(answer["data"], key=lambda row: row["index"])
            found = np.asarray([row["embedding"] for row in rows], np.float32)
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise EncoderError(f"{self._http.base_url}: no embeddings: {error!r}") from error
        if found.ndim != 2 or len(found) != len(texts):
            raise EncoderError(f"{self._http.base_url}: {len(texts)} texts asked, answer of shape {found.shape}")
        return found
