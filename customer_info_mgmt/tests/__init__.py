from . import test_access, test_every_screen, test_tours
from . import test_migration, test_translations
from .analytics import *
from .care import *
from .credit import *
from .feedback import *
from .file import *
from .pure import *
from .quality import *
