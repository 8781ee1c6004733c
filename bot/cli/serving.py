"""The gateway itself: whole, in parts, or in the terminal."""

import gc
from typing import Annotated, Any

import typer

from bot.cli.running import built, load_settings, run

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="The Tawasul gateway."
)
Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on; default: PORT, or 8000.")]


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = None) -> None:
    """All in one process: HTTP, turns and delivery."""
    _serve(host, port, api=True, worker=True)


@app.command()
def api(host: Host = "127.0.0.1", port: Port = None) -> None:
    """The HTTP side alone (PostgreSQL)."""
    _serve(host, port, api=True, worker=False)


@app.command()
def worker(host: Host = "127.0.0.1", port: Port = None) -> None:
    """Turns and delivery alone (PostgreSQL); the port gives /healthz, /readyz and /metrics."""
    _serve(host, port, api=False, worker=True)


def _serve(host: str, port: int | None, *, api: bool, worker: bool) -> None:
    gc.disable()  # until all that stays is loaded: nothing of it is garbage
    import uvicorn

    from bot.app import create_app
    from bot.banner import banner
    from bot.garbage import keep_what_is_loaded

    async def serving() -> None:
        settings = load_settings({"PORT": str(port)} if port else {})
        _require_postgres(settings, api and worker)
        gateway = await built(settings)
        config = uvicorn.Config(
            create_app(gateway, api=api, worker=worker),
            host=host,
            port=settings.env.port,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,  # forwarded headers prove nothing
            timeout_graceful_shutdown=5,
            backlog=4096,
        )
        keep_what_is_loaded()
        typer.echo(banner(gateway, host, api=api))
        await uvicorn.Server(config).serve()

    run(serving)


def _require_postgres(settings: Any, single: bool) -> None:
    from bot.settings import SettingsError

    if not single and settings.env.own_database_url.startswith("sqlite"):
        raise SettingsError(
            "environment variable: DATABASE_URL: `api` and `worker` apart need PostgreSQL (SQLite allows one process)"
        )


@app.command()
def chat() -> None:
    """Talk to the bot in the terminal."""
    from bot.terminal import talk

    run(lambda: talk(load_settings()))
