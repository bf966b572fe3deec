"""Which ways through a step its runs took, and what decides about the others."""
