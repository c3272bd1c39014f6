"""The citizen's screens: applying, the receipt, following a request, and what is one's own."""
