"""The coverage of a plan as a report: for a screen, on paper and in sheets."""
