"""The org chart: who holds which post, who stands above whom, and how that changes."""
