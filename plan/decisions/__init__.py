"""What was decided about who carries which goal, by a meeting or in a sheet, and how it comes into the sources."""
