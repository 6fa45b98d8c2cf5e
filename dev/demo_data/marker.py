"""Notes in the database what was filled in, so that nothing is filled twice."""

import json

from .refusal import Refusal

PARAMETER = "demo_data.filled"


def read(env) -> dict:
    """Return what is noted: ``{}`` or ``{data, seed, as_of, state}``."""
    noted = env["ir.config_parameter"].get_param(PARAMETER)
    return json.loads(noted) if noted else {}


def begin(env, wish: dict) -> bool:
    """Note that filling starts; False when the same data is there already.

    The note is committed first: a run that is killed leaves it behind, and the
    next run knows that the database is half-filled.

    :param wish: ``{"data": ..., "seed": ..., "as_of": ...}``
    :raises Refusal: when the database holds other or half of the data
    """
    if is_filled(read(env), wish, env.cr.dbname):
        return False
    _note(env, wish, "filling")
    return True


def is_filled(noted: dict, wish: dict, database: str) -> bool:
    """Tell from the note whether the wanted data is there.

    :param database: the database's name, for the sentence of the refusal
    :raises Refusal: when the database holds other or half of the data
    """
    if not noted:
        return False
    if noted["state"] != "done":
        raise Refusal(
            f"A run that filled the database {database} with '{noted['data']}' was "
            "cut off half-way; drop the database and start from a fresh one."
        )
    if noted["data"] != wish["data"]:
        raise Refusal(
            f"The database {database} holds the data '{noted['data']}' already; "
            f"take another database for '{wish['data']}'."
        )
    return True


def finish(env, wish: dict):
    """Note that the data is complete."""
    _note(env, wish, "done")


def _note(env, wish: dict, state: str):
    """Write the note and commit it."""
    text = json.dumps({**wish, "state": state}, sort_keys=True)
    env["ir.config_parameter"].set_param(PARAMETER, text)
    env.cr.commit()
