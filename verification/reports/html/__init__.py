"""Verdicts as one page for a browser: nothing is fetched, nothing is scripted, and every text is escaped."""
