"""What came back in a Word file: read, laid beside what was sent, and told as remarks. Writes nothing."""
