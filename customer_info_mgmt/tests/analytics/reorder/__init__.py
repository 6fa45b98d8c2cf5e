from . import test_call_list
from . import test_habit
from . import test_habit_access
from . import test_reorder_ui
from . import test_season
