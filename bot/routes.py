"""How routes come onto the app."""

from fastapi import APIRouter, FastAPI


def add_routes(app: FastAPI, *routers: APIRouter) -> None:
    """As they are: `include_router` builds every route a second time, and the first request waits for it."""
    for router in routers:
        app.router.routes.extend(router.routes)
