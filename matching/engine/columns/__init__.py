"""Records as columns of codes and bytes, which kernels read; equal values are read once."""
