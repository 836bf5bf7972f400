"""`python -m nadi`: the command."""

import sys

from nadi.running.cli import main

sys.exit(main())
