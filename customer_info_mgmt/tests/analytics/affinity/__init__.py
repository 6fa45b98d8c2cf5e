from . import test_affinity
from . import test_affinity_access
from . import test_latent_demand
from . import test_suggestions
from . import test_suggestions_ui
