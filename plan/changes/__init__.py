"""What changed between two versions of a plan: where versions come from, and what of them differs by meaning."""
