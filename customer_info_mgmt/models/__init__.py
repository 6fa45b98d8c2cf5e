from . import file
from . import quality
from . import analytics
from . import credit
from . import care
from . import feedback
from . import guard
