"""A plan that several people write without sharing a folder: whose each file is, and the packs they mail each other."""
