from . import test_contribution_costs
