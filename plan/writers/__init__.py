"""What turns a document tree into files: one module for each kind, which knows that kind and no plan."""
