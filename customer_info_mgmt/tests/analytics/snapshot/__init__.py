from . import (
    test_movement,
    test_movement_tour,
    test_snapshot,
    test_snapshot_jobs,
)
