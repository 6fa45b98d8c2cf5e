from . import test_behaviour
from . import test_bridge
from . import test_class_report
from . import test_comparison
from . import test_contribution_costs
from . import test_contribution_tours
from . import test_period_ranking
