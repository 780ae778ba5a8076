"""`python -m plan`."""

from plan.cli import main

main()
