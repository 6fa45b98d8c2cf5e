from . import test_habit
from . import test_habit_access
