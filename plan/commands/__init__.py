"""The commands of `plan` that have more to show than a few lines: data in, text out."""
