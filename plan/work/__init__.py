"""What is left to do on an institute's plan, part by part in the order of its document."""

from plan.work.parts import Part, parts, parts_of

__all__ = ["Part", "parts", "parts_of"]
