"""Privacy's pages, one file a screen."""
