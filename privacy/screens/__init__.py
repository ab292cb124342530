"""What privacy's pages show, and their forms."""
