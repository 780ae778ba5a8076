"""Multi-year plans of Flemish community work: from YAML and Markdown to Word and Markdown."""

__version__ = "0.1.0"
