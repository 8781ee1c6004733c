"""Numbers that rise with every change of what is shared: each process compares them with those it last acted on."""

from sqlalchemy import select

from storage.db import Transaction
from storage.models import table_of
from storage.models_knowledge import Revision
from storage.people import insert_for

_revision = table_of(Revision)
ANSWERS, MODEL = "answers", "model"


async def rise(tx: Transaction, name: str) -> None:
    """In the transaction of the change. Whoever changes the same thing meanwhile waits for its end."""
    made = insert_for(tx)(_revision).values(name=name, number=1)
    await tx.execute(made.on_conflict_do_update(index_elements=["name"], set_={"number": _revision.c.number + 1}))


async def read(tx: Transaction) -> dict[str, int]:
    """By name; what never changed is not there."""
    rows = await tx.execute(select(_revision.c.name, _revision.c.number))
    return {row.name: row.number for row in rows}
