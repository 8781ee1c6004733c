"""An engine that hears nothing, for tests that need one and do not ask it."""

from datetime import datetime

from nlu.interpreter import OUT_OF_SCOPE, Context, Intent, Interpretation


class Silent:
    async def interpret(self, text: str, *, now: datetime, context: Context = Context()) -> Interpretation:
        return Interpretation(text, Intent(OUT_OF_SCOPE, 1.0))

    async def ready(self) -> bool:
        return True

    async def close(self) -> None: ...
