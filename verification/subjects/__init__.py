"""Whatever people write, found and made drivable."""
