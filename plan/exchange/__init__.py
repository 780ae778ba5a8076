"""A plan for other programs and for later years: its data as JSON, and as an international standard has them."""
