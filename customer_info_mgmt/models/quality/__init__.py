"""Is it true, complete and there once: what checks data on its way in."""
from . import merge
