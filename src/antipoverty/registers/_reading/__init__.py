"""From a file to accepted and quarantined rows."""
