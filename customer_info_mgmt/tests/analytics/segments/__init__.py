from . import test_events
from . import test_figures
from . import test_scores
from . import test_words
