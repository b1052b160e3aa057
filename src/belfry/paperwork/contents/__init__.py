"""What stands in each document: from dataclasses to plain JSON, every word in its language."""
