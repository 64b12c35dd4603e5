"""`python -m stranger OUT`"""

import sys
from pathlib import Path

from . import write

write(Path(sys.argv[1]))
