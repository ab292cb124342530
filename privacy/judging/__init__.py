"""How the gate judges: the case, the steps in their order, the verdict and its reasons."""
